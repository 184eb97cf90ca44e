"""The validation score: the loss over origins of the validation part."""

from __future__ import annotations

import numpy as np

from elman.data import Window
from elman.errors import DataError
from elman.forecasting.fitting.task import Attempt, Parts
from elman.forecasting.fitting.windows import Lanes, make_window
from elman.framing import PackedSeries
from elman.training.validation import WindowScore

_CONTEXT = 4
"""How many training windows before the validation part bring the state up before the score begins."""
_MOST_STEPS = 24_000
"""The most steps that are scored: they cost as much as 30 training steps, and a run has 40 validations."""
_MOST_PHASES = 4
"""The most phases of a stride that are scored: origins of further phases would see the same rows again."""
_SIDE_BY_SIDE = 64
"""The most lanes side by side, for the reason given in `running/passes.py`."""


def validation_score(attempt: Attempt, parts: Parts) -> WindowScore:
    """Scores a network on the validation part, each lane from a zero state some steps before it.

    The score is the mean loss, weighted as in training. With many series, some of them are scored, evenly
    chosen, so that a validation costs about as much as a few training steps.

    Raises:
        DataError: no target would be scored.
    """
    score = WindowScore(_make_windows(attempt, parts), attempt.plan.loss)
    if score.weight <= 0.0:
        raise DataError(
            "validation must have at least one known value to score, got none. Give a larger share of "
            "the data to validation, or longer series."
        )
    return score


def _make_windows(attempt: Attempt, parts: Parts) -> list[Window]:
    packed, cut_I, stride = attempt.whole, parts.cut_I, attempt.framing.stride
    steps = _CONTEXT * attempt.plan.window
    lanes = [
        (int(number), int(cut_I[number]) + int(phase))
        for number in np.flatnonzero((packed.first_I >= 0) & (packed.first_I < cut_I))
        for phase in np.unique(np.linspace(0, stride - 1, min(stride, _MOST_PHASES)).astype(np.int64))
        if cut_I[number] + phase < packed.length_I[number]
    ]
    # Longest first, so that those side by side are alike.
    lanes.sort(key=lambda lane: (lane[1] - packed.length_I[lane[0]], lane[0]))
    total = sum((int(packed.length_I[number]) - cut) // stride + 1 + steps for number, cut in lanes)
    lanes = lanes[:: max(1, -(-total // _MOST_STEPS))]
    return [
        make_window(packed, attempt.weights, _place(packed, lanes[k : k + _SIDE_BY_SIDE], steps))
        for k in range(0, len(lanes), _SIDE_BY_SIDE)
    ]


def _place(packed: PackedSeries, lanes: list[tuple[int, int]], steps: int) -> Lanes:
    stride = packed.framing.stride
    series_B = np.array([number for number, _ in lanes], np.int64)
    cut_B = np.array([cut for _, cut in lanes], np.int64)
    first_B, length_B = packed.first_I[series_B], packed.length_I[series_B]
    before_B = np.minimum(steps, (cut_B - first_B - 1) // stride)
    count_B = before_B + (length_B - 1 - cut_B) // stride + 1
    step_T = np.arange(int(count_B.max()))
    end_BT = (cut_B - before_B * stride)[:, None] + stride * step_T
    scored_BT = (step_T >= before_B[:, None]) & (step_T < count_B[:, None])
    last_B = cut_B + (count_B - before_B - 1) * stride
    return Lanes(series_B, np.minimum(end_BT, last_B[:, None]), scored_BT)
