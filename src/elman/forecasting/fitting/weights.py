"""What an error of each series counts: no series' size or restlessness drowns the others."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.framing import History

_MOST = 10.0


class ErrorWeights:
    """Weights that make errors in scales of the moment count in the series' own measures as well.

    The network's errors are in the scale of the moment. Counted so alone, a calm hour of a wild series
    matters as much as a wild one. So an error counts as the sum of three: in the scale of the moment, in the
    mean seasonal change of its series (what MASE counts in), and, where it has no negative values, in its
    level (what sMAPE counts in); neither of the two is more than ten times the first.
    """

    def __init__(self, history: History, season: int) -> None:
        """Learns the seasonal change and the level of every series of the training part."""
        self._history = history
        numbers = range(history.num_series)
        self._change_I = np.array([_seasonal_change(history, number, season) for number in numbers])
        self._level_I = np.array([_mean_height(history, number) for number in numbers])

    def __call__(self, series_B: Array, scale_BT: Array) -> Array:
        """The weights `(B, T)` of errors that were divided by these scales."""
        change_BT = np.minimum(scale_BT / self._change_I[series_B][:, None], _MOST)
        level_BT = np.minimum(_LEVEL_SHARE * scale_BT / self._level_I[series_B][:, None], _MOST)
        return np.asarray(1.0 + change_BT + level_BT)

    def of_series(self, series_M: Array) -> Array:
        """What an error in units counts, by the measures of its series alone `(M,)`."""
        return np.asarray(1.0 / self._change_I[series_M] + _LEVEL_SHARE / self._level_I[series_M])


_LEVEL_SHARE = 6.0
"""The scale is about a sixth of the level in series of heights, and about the size of the seasonal change."""


def _rows(history: History, number: int) -> Array:
    first = max(int(history.first_I[number]), 0)
    start = int(history.start_I[number])
    return history.filled_R[start + first : start + int(history.length_I[number])]


def _seasonal_change(history: History, number: int, season: int) -> float:
    """Infinite where nothing changes, and no error is a share of it."""
    y_N = _rows(history, number)
    lag = season if len(y_N) > 2 * season else 1
    change = float(np.abs(y_N[lag:] - y_N[:-lag]).mean()) if len(y_N) > lag else 0.0
    return change if change > 0.0 else np.inf


def _mean_height(history: History, number: int) -> float:
    """The level of a series of heights; infinite where a value is negative, and nothing is a share of it."""
    y_N = _rows(history, number)
    mean = float(np.abs(y_N).mean()) if len(y_N) else 0.0
    return mean if mean > 0.0 and y_N.min() >= 0.0 else np.inf
