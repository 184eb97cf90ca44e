"""Training windows, in which every step is the origin of a forecast."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.data import Window
from elman.errors import DataError
from elman.forecasting.fitting.weights import ErrorWeights
from elman.framing import PackedSeries, make_frame, make_targets
from elman.training import Plan
from elman.training.schedules import WindowSource, draws_of


@dataclass(frozen=True, slots=True)
class Lanes:
    """Steps side by side: lane b runs over rows `end_BT[b]` of series `series_B[b]`, from a zero state."""

    series_B: Array
    end_BT: Array
    scored_BT: Array
    """Which steps are scored; the others bring the state up, or fill the batch."""


LONGEST_WALK = 8
"""The most windows that pass on their state; `OriginWindows` tells what shorter walks lose."""


def context_of(plan: Plan) -> int:
    """Steps after which a network's state is as old as any that it was trained with."""
    return LONGEST_WALK * plan.window


class OriginWindows(WindowSource):
    """Walks through random stretches of random series; every series is drawn as often, however long it is.

    A walk is some windows, one after the other: the first begins from a zero state, and the others carry
    it on, so that the network learns to live with a state as old as the one it forecasts from. (Trained on
    single windows of 24 steps, one for M4's hourly series lost a tenth of its score when it was carried on
    over 900.) The features are made when a window is asked for, of its rows alone. Near the end of a series
    only the first values of a step's horizon are known, and only those count.
    """

    def __init__(
        self,
        packed: PackedSeries,
        weights: ErrorWeights,
        plan: Plan,
        *,
        imagined: PackedSeries | None = None,
    ) -> None:
        """Finds the series that can be learned from.

        Args:
            packed: the training part.
            weights: what an error counts.
            plan: with the most steps of a window, the stretches side by side, and the seed of every draw.
            imagined: what every other walk sees instead of the series, while its targets stay true.

        Raises:
            DataError: no series has two known rows or more.
        """
        self._packed = packed
        self._imagined = imagined
        self._weights = weights
        self._batch_size = plan.batch_size
        self._seed = plan.seed
        rows_I = np.where(packed.first_I >= 0, packed.length_I - packed.first_I, 0)
        self._usable = np.flatnonzero(rows_I > 1)
        if not len(self._usable):
            raise DataError(
                "series must have at least two known values in the training part, and none of the "
                f"{packed.num_series} has. Give longer series."
            )
        self._rows_I = rows_I
        usual = int(np.median(rows_I[self._usable])) // packed.framing.stride
        self._steps = max(1, min(plan.window, usual))
        self._walk = int(np.clip(usual // self._steps, 1, LONGEST_WALK))

    @property
    def windows_per_epoch(self) -> int:
        """The number of windows whose steps are as many as the rows."""
        rows = int(self._rows_I[self._usable].sum())
        return max(1, rows // (self._batch_size * self._steps))

    def __call__(self, step: int) -> Window:
        """Returns the window of a training step."""
        walk, number = divmod(step, self._walk)
        random = draws_of(self._seed, walk)
        packed, stride = self._packed, self._packed.framing.stride
        series_B = self._usable[random.integers(0, len(self._usable), self._batch_size)]
        first_B, length_B = packed.first_I[series_B], packed.length_I[series_B]
        span = (self._walk * self._steps - 1) * stride
        # A stretch ends at least this far in: with its lags where the series is long, halfway where not.
        least_B = first_B + 1 + np.minimum(span + packed.framing.lags, (length_B - first_B - 1) // 2)
        last_B = random.integers(np.minimum(least_B, length_B - 1), length_B)
        begin_B = np.maximum(last_B - span, first_B + 1 + (last_B - first_B - 1) % stride)
        step_T = number * self._steps + np.arange(self._steps)
        end_BT = begin_B[:, None] + stride * step_T
        lanes = Lanes(series_B, np.minimum(end_BT, last_B[:, None]), end_BT <= last_B[:, None])
        seen = self._imagined if walk % 2 else None
        return make_window(packed, self._weights, lanes, carries_state=number > 0, seen=seen)


def make_window(
    packed: PackedSeries,
    weights: ErrorWeights,
    lanes: Lanes,
    *,
    carries_state: bool = False,
    seen: PackedSeries | None = None,
) -> Window:
    """Makes features, targets and weights of some lanes; the features come from `seen` if it is given."""
    frame = make_frame(seen or packed, lanes.series_B, lanes.end_BT)
    y_BTK, known_BTK = make_targets(packed, lanes.series_B, lanes.end_BT, frame)
    weight_BT = np.where(lanes.scored_BT, weights(lanes.series_B, frame.scale_BT), 0.0)
    weight_BTK = (weight_BT[..., None] * known_BTK).astype(np.float32)
    return Window(frame.x_BTF, y_BTK, weight_BTK, carries_state)
