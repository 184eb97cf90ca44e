"""Missing values filled from the past alone, so that no origin sees what comes after it."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array


def hold(y_N: Array) -> Array:
    """Each missing value becomes the last known one; 0 where none is known before it. float64."""
    known_N = ~np.isnan(y_N)
    last_N = np.maximum.accumulate(np.where(known_N, np.arange(len(y_N)), -1))
    return np.where(last_N >= 0, y_N.astype(np.float64)[np.maximum(last_N, 0)], 0.0)


def hold_season(y_N: Array, season: int) -> Array:
    """Each missing value becomes the one a season before; in the first season the last known one.

    Args:
        y_N: a series, NaN where missing.
        season: its season in rows; 1 holds the last known value.

    Returns:
        float64 `(N,)`, finite.
    """
    filled_N = y_N.astype(np.float64)
    if not np.isnan(filled_N).any():
        return filled_N
    season = min(season, len(y_N))
    head = hold(y_N[:season])
    rows = -(-len(y_N) // season) * season
    padded_N = np.full(rows, np.nan)
    padded_N[: len(y_N)] = filled_N
    padded_N[:season] = head
    grid_CP = padded_N.reshape(-1, season)
    last_CP = np.maximum.accumulate(np.where(np.isnan(grid_CP), 0, np.arange(len(grid_CP))[:, None]), axis=0)
    return np.asarray(np.take_along_axis(grid_CP, last_CP, axis=0).ravel()[: len(y_N)])
