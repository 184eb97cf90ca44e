"""The recent variability of a series: how much it has changed lately; it is the unit of errors to come."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.framing.framing import ROBUST, Framing
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
_WITHOUT_THE_WILD = 0.95
"""The share of the changes that count as they are; the largest others count as the largest of these."""
_AT_ONCE = 4096
"""Origins whose windows are laid out together: 11 MB of two weeks of hours."""


def recent_variability(packed: PackedSeries, origins: Origins, scale_M: Array) -> Array:
    """The mean seasonal change of each series over the last fourteen seasons before each origin, `(M,)`.

    Errors are large while a series varies much, and it varies much for some time: bands in this
    measure follow it. (On ETTh1 they are a fifth narrower than bands in a fixed measure, and cover more
    nearly what they promise.) A quiet stretch, as zeros in an intermittent series, keeps at least
    a fifth of the mean change of all rows so far, and a fiftieth of the framing's scale. Where the framing is
    robust, the largest twentieth of the changes counts as the largest of the others.

    Args:
        packed: the series; changes are from season to season of its framing.
        origins: whose later rows are not looked at.
        scale_M: the framing's scale at the origins.
    """
    framing, unit_M = packed.framing, scale_floor(scale_M)
    measure = _robust_changes if framing.change == ROBUST else _mean_changes
    for number, of in origins:
        start, first = int(packed.start_I[number]), int(packed.first_I[number])
        if first < 0:
            continue
        y_N = packed.filled_R[start + first : start + int(packed.length_I[number])]
        end_M = np.clip(origins.row_M[of] + 1 - first, 0, len(y_N))
        changes = [measure(y_N, end_M, lag, rows_of(framing)) for lag in (1, framing.season)]
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


def robust_change(recent_MR: Array, sum_M: Array, end_M: Array, lag: int) -> Array:
    """The mean of the last changes without the wild ones, or at least a fifth of the mean of all.

    Args:
        recent_MR: the last changes; infinite where there were none yet.
        sum_M: of all changes so far.
        end_M: rows so far.
        lag: rows between the values of a change.
    """
    sorted_MR = np.sort(recent_MR, axis=1)
    count_M = np.isfinite(sorted_MR).sum(axis=1)
    most_M = np.ceil(_WITHOUT_THE_WILD * count_M).astype(np.int64) - 1
    most_M = sorted_MR[np.arange(len(most_M)), np.maximum(most_M, 0)]
    kept_MR = np.where(np.isfinite(sorted_MR), np.minimum(sorted_MR, most_M[:, None]), 0.0)
    recent_M = kept_MR.sum(axis=1) / np.maximum(count_M, 1)
    return np.asarray(np.maximum(recent_M, _SHARE_OF_ALL * sum_M / np.maximum(end_M - lag, 1)))


def _mean_changes(y_N: Array, end_M: Array, lag: int, rows: int) -> Array:
    sum_N = _sums(np.abs(y_N[lag:] - y_N[:-lag]), lag, len(y_N))
    return mean_change(sum_N[end_M], sum_N[np.maximum(end_M - rows, 0)], end_M, lag, rows)


def _robust_changes(y_N: Array, end_M: Array, lag: int, rows: int) -> Array:
    changes_N = np.abs(y_N[lag:] - y_N[:-lag])
    sum_N = _sums(changes_N, lag, len(y_N))
    padded_N = np.concatenate([np.full(rows + min(lag, len(y_N)), np.inf), changes_N])
    window_NR = np.lib.stride_tricks.sliding_window_view(padded_N, rows)
    parts = [
        robust_change(window_NR[some_M], sum_N[some_M], some_M, lag)
        for some_M in np.split(end_M, range(_AT_ONCE, len(end_M), _AT_ONCE))
    ]
    return np.concatenate(parts)


def _sums(changes_N: Array, lag: int, rows: int) -> Array:
    """The sum of the changes of the first rows, from 0 rows to all."""
    return np.concatenate([np.zeros(min(lag, rows) + 1), np.cumsum(changes_N)])


def scale_floor(scale_M: Array) -> Array:
    """The least that errors are measured in."""
    return _SHARE_OF_SCALE * scale_M


def change_shares() -> dict[str, float]:
    """The shares of `robust_change` and `scale_floor`, by name: what another language needs."""
    return {
        "share_of_all": _SHARE_OF_ALL,
        "share_of_scale": _SHARE_OF_SCALE,
        "without_wild": _WITHOUT_THE_WILD,
    }
