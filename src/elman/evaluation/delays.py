"""How many rows late an input acts on the targets: found on the training part, tested on the validation part.

A filter of every input with many lags, by least squares, is the cross-correlation with all that the input
tells of itself taken out. A pure delay shows in it as first lags that are of no use: left out, the error does
not grow beyond what chance makes of so many useless columns. The sums are those of the linear baseline. Each
input comes with its square, so that a first effect that is even, as that of a flow on a pressure, is seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.evaluation.baselines.baseline import Pairs, mean_and_deviation
from elman.evaluation.baselines.lagged_sums import LaggedSums, Scaling, lagged_sums

SHORTEST_DELAY = 10
"""Rows: shorter delays cost a network nothing."""
_MOST_COLUMNS = 1_000
_LONGEST = 500
_ROWS_A_COLUMN = 4
_RIDGE = 1e-8
_LEAST_EXPLAINED = 0.5
"""Share of the variance on the validation part that the filter must explain for its lags to mean anything."""
_LARGEST = 1e12
"""Scaled inputs beyond have squares that float32 cannot hold well; nothing is found there."""
_SUDDEN = 3.0
"""Times chance that two lags more, or a tenth, must cost."""
_WORSE = 1.02
"""Times its squared error on the validation part that the shorter filter may have."""


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of one target, over both parts."""

    training: LaggedSums
    validation: LaggedSums
    num_inputs: int

    def without(self, delays: Sequence[int]) -> tuple[float, float]:
        """Squared errors of the filter without the first so many lags of each input, on both parts."""
        lag_P, input_P = np.divmod(np.arange(len(self.training.total_P)), self.num_inputs)
        kept_P = np.flatnonzero(lag_P >= np.array(delays)[input_P])
        training, validation = _of_columns(self.training, kept_P), _of_columns(self.validation, kept_P)
        weight_P, constant = training.solve(len(kept_P), _RIDGE)
        return training.squared_error(weight_P, constant), validation.squared_error(weight_P, constant)


def find_delays(training: Pairs, validation: Pairs | None = None) -> tuple[int, ...]:
    """The delay of each input in rows, by which it acts on whichever target it reaches first; 0 for none.

    Args:
        training: scaled inputs and targets of each sequence.
        validation: others, with the rows before them in front (their targets hidden), on which the filters
            without the first lags must do as well; None: that is not asked.
    """
    training = list(training)
    if max((float(np.abs(x_TF).max(initial=0.0)) for x_TF, _ in training), default=0.0) > _LARGEST:
        return (0,) * int(training[0][0].shape[1])
    training = _with_squares(training)
    validation = None if validation is None else _with_squares(validation)
    num_channels, num_targets = int(training[0][0].shape[1]), int(training[0][1].shape[1])
    num_inputs = num_channels // 2
    rows = sum(int(np.isfinite(y_TO).any(axis=1).sum()) for _, y_TO in training)
    length = min(
        _LONGEST,
        _MOST_COLUMNS // num_channels,
        rows // (_ROWS_A_COLUMN * num_channels),
        _longest_row(training),
    )
    if length <= SHORTEST_DELAY:
        return (0,) * num_inputs
    found = [_of_target(training, validation, target, length) for target in range(num_targets)]
    known = [delays for delays in found if delays is not None]
    if not known:
        return (0,) * num_inputs
    # Of every target, and of an input and its square, the one that is reached first.
    least = np.min(known, axis=0).reshape(2, num_inputs).min(axis=0)
    return tuple(int(delay) if SHORTEST_DELAY <= delay < length else 0 for delay in least)


def _of_target(
    training: list[tuple[Array, Array]],
    validation: list[tuple[Array, Array]] | None,
    target: int,
    length: int,
) -> list[int] | None:
    """The delay of each input towards one target; `length` for one that it does not need. None: unclear."""
    mean_F, scale_F = mean_and_deviation([x_TF for x_TF, _ in training])
    mean_O, scale_O = mean_and_deviation([y_TO for _, y_TO in training])
    scale_F[scale_F == 0] = 1.0
    scaling = Scaling(mean_F, scale_F, mean_O[target], scale_O[target] or 1.0)
    parts = [
        lagged_sums([(x_TF, y_TO[:, target]) for x_TF, y_TO in pairs], scaling, length)
        for pairs in (training, training if validation is None else validation)
    ]
    sums = _Sums(parts[0], parts[1], len(mean_F))
    if min(part.count for part in parts) < len(parts[0].total_P):
        return None
    delays = [0] * len(mean_F)
    error, held_out = sums.without(delays)
    # Written so that NaN, which numbers without a scaling may give, is unclear too.
    if not held_out < (1 - _LEAST_EXPLAINED) * _variation(sums.validation) or not error > 0:
        return None
    noise = error / max(1, sums.training.count - len(sums.training.total_P))
    for number in range(len(delays)):
        delays[number] = _clear_delay(sums, delays, number, length, error, noise)
        error = sums.without(delays)[0]
    holds = validation is None or sums.without(delays)[1] <= _WORSE * held_out
    return delays if holds else [0] * len(delays)


def _clear_delay(
    sums: _Sums, delays: Sequence[int], number: int, length: int, error: float, noise: float
) -> int:
    """The most first lags of one input that are of no more use than chance, by halving.

    0 where the use sets in little by little: a slow start is no delay, and a network needs those rows.
    """

    def excess(rows: int) -> float:
        """What leaving so many out costs, as a multiple of what chance may make of it."""
        tried = [rows if place == number else delay for place, delay in enumerate(delays)]
        # Useless columns explain a noise variance each, and by chance up to four deviations more.
        return (sums.without(tried)[0] - error) / ((rows + 4 * float(np.sqrt(2 * rows)) + 6) * noise)

    least, most = 0, length
    while least < most:
        middle = (least + most + 1) // 2
        least, most = (middle, most) if excess(middle) <= 1 else (least, middle - 1)
    sudden = least + max(2, least // 10)
    return least if sudden > length or excess(sudden) > _SUDDEN else 0


def _with_squares(pairs: Pairs) -> list[tuple[Array, Array]]:
    return [(np.hstack([x_TF, np.square(x_TF)]), y_TO) for x_TF, y_TO in pairs]


def _of_columns(sums: LaggedSums, kept_P: Array) -> LaggedSums:
    return LaggedSums(
        gram_PP=sums.gram_PP[np.ix_(kept_P, kept_P)],
        moment_P=sums.moment_P[kept_P],
        total_P=sums.total_P[kept_P],
        count=sums.count,
        target_total=sums.target_total,
        target_square=sums.target_square,
    )


def _variation(sums: LaggedSums) -> float:
    return sums.target_square - sums.target_total**2 / sums.count


def _longest_row(pairs: list[tuple[Array, Array]]) -> int:
    return max(len(x_TF) for x_TF, _ in pairs) // 2
