"""The validation score: the loss over origins of the part that was not trained on."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.data import Window
from elman.engines import Network
from elman.errors import DataError
from elman.forecasting.fitting.weights import ErrorWeights
from elman.forecasting.fitting.windows import Lanes, make_window
from elman.framing import Framing, History
from elman.network.losses import Loss

_MOST_STEPS = 24_000
_MOST_PHASES = 4
_SIDE_BY_SIDE = 64


class OriginScore:
    """Scores a network on the validation part, each lane from a zero state some steps before it.

    The score is the mean loss, weighted as in training. With many series, some of them are scored, evenly
    chosen, so that a validation costs about as much as a few training steps.
    """

    def __init__(
        self,
        framing: Framing,
        history: History,
        weights: ErrorWeights,
        cut_I: Array,
        *,
        steps: int,
        loss: Loss,
    ) -> None:
        """Makes the windows once.

        Args:
            framing: what a step sees and says.
            history: of all rows, validation included.
            weights: what an error counts.
            cut_I: the first validation row of each series.
            steps: before the cut, to bring the state up.
            loss: what is averaged.

        Raises:
            DataError: no target would be scored.
        """
        self._loss = loss
        self._windows = _make_windows(framing, history, weights, cut_I, steps)
        self._total = 0.0
        for window in self._windows:
            assert window.weight_BTO is not None
            self._total += float(window.weight_BTO.sum())
        if self._total <= 0.0:
            raise DataError(
                "validation must have at least one known value to score, got none. Give a larger share of "
                "the data to validation, or longer series."
            )

    def __call__(self, network: Network) -> float:
        """The score of this network; NaN or infinite if its outputs are."""
        total = 0.0
        quantiles = self._loss.num_quantiles
        with np.errstate(over="ignore", invalid="ignore"):
            for x_BTF, y_BTK, weight_BTK, _ in self._windows:
                prediction_BTO, _ = network.forward(x_BTF)
                error_BTO = prediction_BTO - np.repeat(y_BTK, quantiles, axis=2)
                value_BTO = self._loss.value(error_BTO.astype(np.float64))
                total += float(np.sum(value_BTO * np.repeat(weight_BTK, quantiles, axis=2)))  # type: ignore[arg-type]
        return total / (self._total * quantiles)


def _make_windows(
    framing: Framing, history: History, weights: ErrorWeights, cut_I: Array, steps: int
) -> list[Window]:
    stride = framing.stride
    lanes = [
        (int(number), int(cut_I[number]) + int(phase))
        for number in np.flatnonzero((history.first_I >= 0) & (history.first_I < cut_I))
        for phase in np.unique(np.linspace(0, stride - 1, min(stride, _MOST_PHASES)).astype(np.int64))
        if cut_I[number] + phase < history.length_I[number]
    ]
    # Longest first, so that those side by side are alike.
    lanes.sort(key=lambda lane: (lane[1] - history.length_I[lane[0]], lane[0]))
    total = sum((int(history.length_I[number]) - cut) // stride + 1 + steps for number, cut in lanes)
    lanes = lanes[:: max(1, -(-total // _MOST_STEPS))]
    return [
        make_window(framing, history, weights, _place(framing, history, lanes[k : k + _SIDE_BY_SIDE], steps))
        for k in range(0, len(lanes), _SIDE_BY_SIDE)
    ]


def _place(framing: Framing, history: History, lanes: list[tuple[int, int]], steps: int) -> Lanes:
    series_B = np.array([number for number, _ in lanes], np.int64)
    cut_B = np.array([cut for _, cut in lanes], np.int64)
    first_B, length_B = history.first_I[series_B], history.length_I[series_B]
    before_B = np.minimum(steps, (cut_B - first_B - 1) // framing.stride)
    count_B = before_B + (length_B - 1 - cut_B) // framing.stride + 1
    step_T = np.arange(int(count_B.max()))
    end_BT = (cut_B - before_B * framing.stride)[:, None] + framing.stride * step_T
    scored_BT = (step_T >= before_B[:, None]) & (step_T < count_B[:, None])
    last_B = cut_B + (count_B - before_B - 1) * framing.stride
    return Lanes(series_B, np.minimum(end_BT, last_B[:, None]), scored_BT)
