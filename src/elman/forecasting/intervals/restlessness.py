"""How much a series has moved lately: what errors to come are measured in."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.forecasting.framing import Framing, History
from elman.forecasting.origins import Origins

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
    unit_M = _SHARE_OF_SCALE * scale_M
    rows = max(_SEASONS * framing.season, _FEWEST_ROWS)
    for number, of in origins:
        start, first = int(history.start_I[number]), int(history.first_I[number])
        if first < 0:
            continue
        y_N = history.filled_R[start + first : start + int(history.length_I[number])]
        lag = framing.season if len(y_N) > 2 * framing.season else 1
        sum_N = np.concatenate([np.zeros(lag + 1), np.cumsum(np.abs(y_N[lag:] - y_N[:-lag]))])
        end_M = np.clip(origins.row_M[of] + 1 - first, 0, len(y_N))
        begin_M = np.maximum(end_M - rows, lag)
        recent_M = (sum_N[end_M] - sum_N[np.minimum(begin_M, end_M)]) / np.maximum(end_M - begin_M, 1)
        all_M = sum_N[end_M] / np.maximum(end_M - lag, 1)
        unit_M[of] = np.maximum.reduce([recent_M, _SHARE_OF_ALL * all_M, unit_M[of]])
    return unit_M
