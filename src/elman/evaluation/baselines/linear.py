"""The best linear filter of the inputs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple, Self

import numpy as np

from elman.arrays import Array, check_finite
from elman.evaluation.baselines.baseline import Baseline, Pairs, mean_and_deviation
from elman.evaluation.baselines.lagged_sums import LaggedSums, Scaling, lagged_sums

_LENGTHS = (1, 2, 3, 5, 10, 20, 30, 50, 100, 200, 300, 500)
# The length is chosen with a few ridges, and then the ridge among all.
_COARSE_RIDGES = (1e-8, 1e-5, 1e-3, 1e-1)
# A large system of equations takes a third of a second: two, and then their neighbours.
_FEW_RIDGES = (1e-5, 1e-2)
_RIDGES = (1e-8, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1.0, 10.0)
# Some twenty systems of this many equations are solved: a few seconds, whatever the rows.
_MOST_COLUMNS = 2_000
# Coefficients that every table may have; beyond, as many as half of its scored rows.
_USUAL_COLUMNS = 600
_HELD_OUT = 0.2


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Linear(Baseline):
    """A finite impulse response of every input, the same for all time, with a constant.

    `y[t] = c + sum over f, i < L of w[i, f] (x[t - i, f] - mean_f)`, by ridge regression on inputs
    of unit variance; each target has a filter of its own. Its length (at most 500, and at most
    2,000 coefficients in all, or 600 of a table with few rows) and the strength of the ridge are those that
    do best on the validation part.

    Before a sequence begins the inputs are taken to be at their training mean, as the network, whose
    state is zeros there, takes nothing for granted either.
    """

    whole_numbers: ClassVar[frozenset[str]] = frozenset({"length_O"})

    weight_OLF: Array
    """Impulse response of every target to every input, by lag; 0 beyond a target's own length."""
    constant_O: Array
    """What each target is while every input is at its mean."""
    input_mean_F: Array
    """Mean of each input over the training part."""
    length_O: Array
    """Lags that were chosen for each target."""
    ridge_O: Array
    """Strength of the ridge that was chosen for each target."""

    @classmethod
    def fit(cls, training: Pairs, validation: Pairs | None = None) -> Self:
        """Fits filters of several lengths and ridges, and keeps the best on the validation part.

        Without a validation part (None, or nothing known in it) the choice is made on the last fifth
        of each sequence, and the filter then fitted to all of it.
        """
        training, validation = list(training), list(validation or ())
        for x_TF, _ in training + validation:
            check_finite("x_TF", x_TF)
        input_mean_F, input_scale_F = mean_and_deviation([x_TF for x_TF, _ in training])
        mean_O, scale_O = mean_and_deviation([y_TO for _, y_TO in training])
        input_scale_F[input_scale_F == 0] = 1.0
        scale_O[scale_O == 0] = 1.0
        length = max(len(x_TF) for x_TF, _ in training)
        filters = []
        for target in range(len(mean_O)):
            scaling = Scaling(input_mean_F, input_scale_F, mean_O[target], scale_O[target])
            filters.append(_fit_target(training, validation, target, scaling, length))
        weight_OLF = np.zeros((len(mean_O), max(len(f.weight_LF) for f in filters), len(input_mean_F)))
        for target, chosen in enumerate(filters):
            weight_OLF[target, : len(chosen.weight_LF)] = chosen.weight_LF * scale_O[target] / input_scale_F
        return cls(
            weight_OLF=weight_OLF,
            constant_O=mean_O + scale_O * [chosen.constant for chosen in filters],
            input_mean_F=input_mean_F,
            length_O=np.array([len(chosen.weight_LF) for chosen in filters]),
            ridge_O=np.array([chosen.ridge for chosen in filters]),
        )

    def predict(self, x_TF: Array, y_TO: Array) -> Array:
        """The filters' outputs; the targets play no role."""
        u_TF = x_TF.astype(np.float64) - self.input_mean_F
        prediction_TO = np.tile(self.constant_O, (len(u_TF), 1))
        if len(u_TF):
            for target, weight_LF in enumerate(self.weight_OLF):
                for channel, weight_L in enumerate(weight_LF[: self.length_O[target]].T):
                    prediction_TO[:, target] += np.convolve(u_TF[:, channel], weight_L)[: len(u_TF)]
        return prediction_TO


class _Filter(NamedTuple):
    weight_LF: Array
    constant: float
    ridge: float


def _fit_target(
    training: list[tuple[Array, Array]],
    validation: list[tuple[Array, Array]],
    target: int,
    scaling: Scaling,
    longest: int,
) -> _Filter:
    """The filter of one target, in inputs and target of unit variance."""
    num_inputs = len(scaling.input_mean_F)
    scored = sum(int(np.isfinite(y_TO[:, target]).sum()) for _, y_TO in training)
    columns = min(_MOST_COLUMNS, max(_USUAL_COLUMNS, scored // 2))
    longest = min(longest, max(1, columns // num_inputs), _LENGTHS[-1])
    lengths = [length for length in _LENGTHS if length <= longest]

    def sums(pairs: list[tuple[Array, Array]]) -> LaggedSums:
        return lagged_sums([(x_TF, y_TO[:, target]) for x_TF, y_TO in pairs], scaling, lengths[-1])

    everything = sums(training)
    held_out = sums(validation)
    if held_out.count:
        fitted = everything
    else:
        first, last = _cut(training)
        fitted, held_out = sums(first), sums(last)
        if not (fitted.count and held_out.count):
            fitted = held_out = everything
    length, ridge = _choose(fitted, held_out, num_inputs, lengths)
    weight_P, constant = everything.solve(length * num_inputs, ridge)
    return _Filter(weight_P.reshape(length, num_inputs), constant, ridge)


def _choose(
    fitted: LaggedSums, held_out: LaggedSums, num_inputs: int, lengths: list[int]
) -> tuple[int, float]:
    def error(length: int, ridge: float) -> float:
        return held_out.squared_error(*fitted.solve(length * num_inputs, ridge))

    def is_large(length: int) -> bool:
        return length * num_inputs > _USUAL_COLUMNS

    coarse = {
        (length, ridge): error(length, ridge)
        for length in lengths
        for ridge in (_FEW_RIDGES if is_large(length) else _COARSE_RIDGES)
    }
    length, found = min(coarse, key=lambda choice: coarse[choice])
    fine = (0.1 * found, found, 10.0 * found) if is_large(length) else _RIDGES
    return length, min(fine, key=lambda ridge: error(length, ridge))


def _cut(pairs: list[tuple[Array, Array]]) -> tuple[list[tuple[Array, Array]], list[tuple[Array, Array]]]:
    """The first part of each sequence, and the rest led in by the first, whose targets are hidden."""
    first, last = [], []
    for x_TF, y_TO in pairs:
        rows = round((1 - _HELD_OUT) * len(x_TF))
        hidden_TO = y_TO.copy()
        hidden_TO[:rows] = np.nan
        first.append((x_TF[:rows], y_TO[:rows]))
        last.append((x_TF, hidden_TO))
    return first, last
