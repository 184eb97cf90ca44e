"""The recent variability of a series: how much it has changed lately; it is the unit of errors to come."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.framing.framing import Framing
from elman.framing.packed import PackedSeries
from elman.series.origins import Origins

_SEASONS, _FEWEST_ROWS = 14, 48
"""Rows that count as recent: fourteen seasons (two weeks of hourly rows with a daily season), enough that the
mean of the changes is steady, and few enough that it follows the series; and at least 48 rows."""
_SHARE_OF_ALL = 0.2
"""Of the mean change of all rows so far, the least that a quiet stretch keeps: zeros of an intermittent
series end without a warning."""
_SHARE_OF_SCALE = 0.02
"""Of the framing's scale, the least: the band of a series that has never changed must have a width."""


def recent_variability(packed: PackedSeries, origins: Origins, scale_M: Array) -> Array:
    """The mean seasonal change of each series over the last fourteen seasons before each origin, `(M,)`.

    Errors are large while a series varies much, and it varies much for some time: bands in this
    measure follow it. (On ETTh1 they are a fifth narrower than bands in a fixed measure, and cover more
    nearly what they promise.) A quiet stretch, as zeros in an intermittent series, keeps at least
    a fifth of the mean change of all rows so far, and a fiftieth of the framing's scale.

    Args:
        packed: the series; changes are from season to season of its framing.
        origins: whose later rows are not looked at.
        scale_M: the framing's scale at the origins.
    """
    framing, unit_M = packed.framing, scale_floor(scale_M)
    for number, of in origins:
        start, first = int(packed.start_I[number]), int(packed.first_I[number])
        if first < 0:
            continue
        y_N = packed.filled_R[start + first : start + int(packed.length_I[number])]
        end_M = np.clip(origins.row_M[of] + 1 - first, 0, len(y_N))
        changes = [_mean_changes(y_N, end_M, lag, rows_of(framing)) for lag in (1, framing.season)]
        unit_M[of] = np.maximum(choose_change(framing, end_M, changes[0], changes[1]), unit_M[of])
    return unit_M


def rows_of(framing: Framing) -> int:
    """Rows before an origin whose changes count."""
    return max(_SEASONS * framing.season, _FEWEST_ROWS)


def choose_change(framing: Framing, end_M: Array, by_row_M: Array, by_season_M: Array) -> Array:
    """The changes from season to season; in a series of less than two seasons, those from row to row."""
    return np.where(end_M > 2 * framing.season, by_season_M, by_row_M)


def mean_change(sum_M: Array, before_M: Array, end_M: Array, lag: int, rows: int) -> Array:
    """The mean change of the last rows, or at least a fifth of that of all rows.

    Args:
        sum_M: of all changes so far.
        before_M: likewise, as many rows before.
        end_M: rows so far.
        lag: rows between the values of a change.
        rows: that count.
    """
    count_M = end_M - np.maximum(end_M - rows, lag)
    recent_M = (sum_M - before_M) / np.maximum(count_M, 1)
    return np.asarray(np.maximum(recent_M, _SHARE_OF_ALL * sum_M / np.maximum(end_M - lag, 1)))


def _mean_changes(y_N: Array, end_M: Array, lag: int, rows: int) -> Array:
    changes_N = np.abs(y_N[lag:] - y_N[:-lag])
    sum_N = np.concatenate([np.zeros(min(lag, len(y_N)) + 1), np.cumsum(changes_N)])
    return mean_change(sum_N[end_M], sum_N[np.maximum(end_M - rows, 0)], end_M, lag, rows)


def scale_floor(scale_M: Array) -> Array:
    """The least that errors are measured in."""
    return _SHARE_OF_SCALE * scale_M
