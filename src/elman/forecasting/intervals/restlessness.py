"""How much a series has moved lately: what errors to come are measured in."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.framing import Framing, History
from elman.series.origins import Origins

_SEASONS, _FEWEST_ROWS = 14, 48
_SHARE_OF_ALL = 0.2
_SHARE_OF_SCALE = 0.02


def restlessness(framing: Framing, history: History, origins: Origins, scale_M: Array) -> Array:
    """The mean seasonal change of each series over the last fourteen seasons before each origin, `(M,)`.

    Errors are large when a series is restless, and a series is restless for a while: bands in this
    measure follow it. (Against a fixed measure they are a fifth narrower on ETTh1 and cover
    what they say more nearly.) A quiet stretch, as zeros are in an intermittent series, keeps at least
    a fifth of the mean change of all rows so far, and a fiftieth of the framing's scale.

    Args:
        framing: whose season it is.
        history: of the series.
        origins: whose later rows are not looked at.
        scale_M: the framing's scale at the origins.
    """
    unit_M = scale_floor(scale_M)
    for number, of in origins:
        start, first = int(history.start_I[number]), int(history.first_I[number])
        if first < 0:
            continue
        y_N = history.filled_R[start + first : start + int(history.length_I[number])]
        end_M = np.clip(origins.row_M[of] + 1 - first, 0, len(y_N))
        changes = [_mean_changes(y_N, end_M, lag, rows_of(framing)) for lag in (1, framing.season)]
        unit_M[of] = np.maximum(np.where(is_seasonal(framing, end_M), changes[1], changes[0]), unit_M[of])
    return unit_M


def rows_of(framing: Framing) -> int:
    """Rows before an origin whose changes count."""
    return max(_SEASONS * framing.season, _FEWEST_ROWS)


def is_seasonal(framing: Framing, end_M: Array) -> Array:
    """Whether changes are those from season to season; in a shorter series, from row to row."""
    return np.asarray(end_M > 2 * framing.season)


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
