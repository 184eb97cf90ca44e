"""The weight of an error in each series, so that neither large nor wild series drown the others."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.framing import PackedSeries

_MOST = 10.0
"""The most weight of the other two measures: a series that hardly changes must not count without limit."""


class ErrorWeights:
    """Weights that make errors in scales of the moment count in the series' own measures as well.

    The network's errors are in the scale of the moment. Counted so alone, a calm hour of a wild series
    matters as much as a wild one. So an error counts as the sum of three: in the scale of the moment, in the
    mean seasonal change of its series (what MASE counts in), and, where it has no negative values, in its
    level (what sMAPE counts in); neither of the two is more than ten times the first.
    """

    def __init__(self, packed: PackedSeries) -> None:
        """Measures the seasonal change and the level of every series of the training part."""
        values = [_values_of(packed, number) for number in range(packed.num_series)]
        self._change_I = np.array([_seasonal_change(y_N, packed.framing.season) for y_N in values])
        self._level_I = np.array([_mean_height(y_N) for y_N in values])

    def __call__(self, series_B: Array, scale_BT: Array) -> Array:
        """Returns the weights `(B, T)` of errors that were divided by these scales."""
        change_BT = np.minimum(scale_BT / self._change_I[series_B][:, None], _MOST)
        level_BT = np.minimum(_LEVEL_SHARE * scale_BT / self._level_I[series_B][:, None], _MOST)
        return np.asarray(1.0 + change_BT + level_BT)

    def of_series(self, series_M: Array) -> Array:
        """Returns the weights `(M,)` of errors in units of each series, without the scale of the moment."""
        return np.asarray(1.0 / self._change_I[series_M] + _LEVEL_SHARE / self._level_I[series_M])


_LEVEL_SHARE = 6.0
"""The scale of a series without negative values is about a sixth of its level, as is its seasonal change."""


def _values_of(packed: PackedSeries, number: int) -> Array:
    first = max(int(packed.first_I[number]), 0)
    start = int(packed.start_I[number])
    return packed.filled_R[start + first : start + int(packed.length_I[number])]


def _seasonal_change(y_N: Array, season: int) -> float:
    """Returns the mean seasonal change; infinite if nothing changes, so that it gives no weight."""
    lag = season if len(y_N) > 2 * season else 1
    change = float(np.abs(y_N[lag:] - y_N[:-lag]).mean()) if len(y_N) > lag else 0.0
    return change if change > 0.0 else np.inf


def _mean_height(y_N: Array) -> float:
    """Returns the level of a series without negative values; infinite otherwise: it gives no weight."""
    mean = float(np.abs(y_N).mean()) if len(y_N) else 0.0
    return mean if mean > 0.0 and y_N.min() >= 0.0 else np.inf
