"""Missing values filled from the past alone: array functions that every room fills with."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array


def last_known(known_N: Array, every: int = 1) -> Array:
    """The place of the last known row, for each row; -1 where no row is known.

    Args:
        known_N: which rows are known.
        every: only rows a multiple of this many before a row count; 1: every row.

    Returns:
        Row numbers `(N,)`; a known row has its own number.
    """
    rows = len(known_N)
    padded = -(-rows // every) * every
    row_N = np.full(padded, -1)
    row_N[:rows] = np.where(known_N, np.arange(rows), -1)
    return np.asarray(np.maximum.accumulate(row_N.reshape(-1, every), axis=0).reshape(-1)[:rows])


def hold(y_N: Array, before: float = 0.0) -> Array:
    """Each missing value becomes the last known one, and `before` where no value is known yet.

    Args:
        y_N: NaN where missing.
        before: stands for the values before the first known one.

    Returns:
        float64 `(N,)`, without NaN.
    """
    source_N = last_known(~np.isnan(y_N))
    return np.where(source_N >= 0, y_N.astype(np.float64)[np.maximum(source_N, 0)], before)


def hold_season(y_N: Array, season: int) -> Array:
    """Each missing value becomes the one a season before; in the first season the last known one.

    Args:
        y_N: a series, NaN where missing.
        season: its season in rows; 1 holds the last known value.

    Returns:
        float64 `(N,)`, finite; 0 in the first season before the first known value.
    """
    filled_N = y_N.astype(np.float64)
    if not np.isnan(filled_N).any():
        return filled_N
    season = min(season, len(y_N))
    filled_N[:season] = hold(filled_N[:season])
    return np.asarray(filled_N[last_known(~np.isnan(filled_N), season)])


def fill(y_N: Array, season: int) -> tuple[Array, Array, int]:
    """A series without gaps.

    A missing value becomes the last known one of the same place in the season, or else the last known one.
    Rows before the first known value hold that value; no forecast is made there.

    Args:
        y_N: NaN where missing.
        season: in rows; 1 without one.

    Returns:
        The filled series in float64, which rows are known, and the first known row; -1 if there is none.
    """
    known_N = np.isfinite(y_N)
    if not known_N.any():
        return np.zeros(len(y_N)), known_N, -1
    first = int(known_N.argmax())
    filled_N = y_N.astype(np.float64)
    if not known_N.all():
        source_N = last_known(known_N)
        if season > 1:
            seasonal_N = last_known(known_N, season)
            source_N = np.where(seasonal_N >= 0, seasonal_N, source_N)
        filled_N = filled_N[np.where(source_N >= 0, source_N, first)]
    return filled_N, known_N, first
