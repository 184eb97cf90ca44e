"""The recent variability of a series: how much it has changed lately; it is the unit of errors to come."""

from __future__ import annotations

from collections.abc import Iterator

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
_SIDE_BY_SIDE = 1_000_000
"""Values of series that are looked at together: 8 MB, and no loop over thousands of short series."""
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
    for of_M in _batches(packed, origins):
        number_I, place_M = np.unique(origins.series_M[of_M], return_inverse=True)
        y_IN = _side_by_side(packed, number_I)
        first_M = packed.first_I[origins.series_M[of_M]]
        rows_M = packed.length_I[origins.series_M[of_M]] - first_M
        end_M = np.clip(origins.row_M[of_M] + 1 - first_M, 0, rows_M)
        changes = [measure(y_IN, place_M, end_M, lag, rows_of(framing)) for lag in (1, framing.season)]
        unit_M[of_M] = np.maximum(choose_change(framing, end_M, changes[0], changes[1]), unit_M[of_M])
    return unit_M


def _batches(packed: PackedSeries, origins: Origins) -> Iterator[Array]:
    """Origins of series of about the same length, whose values fit side by side."""
    of_M = np.flatnonzero(packed.first_I[origins.series_M] >= 0)
    length_M = packed.length_I[origins.series_M[of_M]]
    of_M = of_M[np.lexsort((origins.series_M[of_M], -length_M))]
    while len(of_M):
        longest = int(packed.length_I[origins.series_M[of_M[0]]])
        most = max(1, _SIDE_BY_SIDE // longest)
        starts_M = np.concatenate([[True], np.diff(origins.series_M[of_M]) != 0])
        count = int((np.cumsum(starts_M) <= most).sum())
        yield of_M[:count]
        of_M = of_M[count:]


def _side_by_side(packed: PackedSeries, number_I: Array) -> Array:
    """The values of some series from the first known one on.

    Behind a short one stands whatever lies there, which is not looked at.
    """
    first_I, length_I = packed.first_I[number_I], packed.length_I[number_I]
    start_I = packed.start_I[number_I] + first_I
    at_IN = start_I[:, None] + np.arange(int((length_I - first_I).max()))
    return packed.filled_R[np.minimum(at_IN, len(packed.filled_R) - 1)]


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


def _mean_changes(y_IN: Array, place_M: Array, end_M: Array, lag: int, rows: int) -> Array:
    sum_IN = _sums(np.abs(y_IN[:, lag:] - y_IN[:, :-lag]), lag, y_IN.shape[1])
    before_M = sum_IN[place_M, np.maximum(end_M - rows, 0)]
    return mean_change(sum_IN[place_M, end_M], before_M, end_M, lag, rows)


def _robust_changes(y_IN: Array, place_M: Array, end_M: Array, lag: int, rows: int) -> Array:
    changes_IN = np.abs(y_IN[:, lag:] - y_IN[:, :-lag])
    sum_IN = _sums(changes_IN, lag, y_IN.shape[1])
    before_I = np.full((len(y_IN), rows + min(lag, y_IN.shape[1])), np.inf)
    padded_IN = np.concatenate([before_I, changes_IN], axis=1)
    window_INR = np.lib.stride_tricks.sliding_window_view(padded_IN, rows, axis=1)
    parts = [
        robust_change(
            window_INR[place_M[some], end_M[some]], sum_IN[place_M[some], end_M[some]], end_M[some], lag
        )
        for some in np.split(np.arange(len(end_M)), range(_AT_ONCE, len(end_M), _AT_ONCE))
    ]
    return np.concatenate(parts)


def _sums(changes_IN: Array, lag: int, rows: int) -> Array:
    """The sum of the changes of the first rows of each series, from 0 rows to all."""
    nothing_I = np.zeros((len(changes_IN), min(lag, rows) + 1))
    return np.concatenate([nothing_I, np.cumsum(changes_IN, axis=1)], axis=1)


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
