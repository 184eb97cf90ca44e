"""What stands in for missing values, from the past alone."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array


def fill(y_N: Array, season: int) -> tuple[Array, Array, int]:
    """A series without gaps.

    A missing value is the last one known in the same place of the season, or else the last one known. Before
    the first known value there is nothing to take: those rows hold that value, and no forecast is made
    there.

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
        source_N = last_known(known_N, 1)
        if season > 1:
            seasonal_N = last_known(known_N, season)
            source_N = np.where(seasonal_N >= 0, seasonal_N, source_N)
        filled_N = filled_N[np.where(source_N >= 0, source_N, first)]
    return filled_N, known_N, first


def last_known(known_N: Array, every: int) -> Array:
    """For each row the last known one that lies a multiple of `every` before it, itself included; else -1."""
    rows = len(known_N)
    padded = -(-rows // every) * every
    row_N = np.full(padded, -1)
    row_N[:rows] = np.where(known_N, np.arange(rows), -1)
    return np.asarray(np.maximum.accumulate(row_N.reshape(-1, every), axis=0).reshape(-1)[:rows])


def running_deviation(y_N: Array, known_N: Array, first: int) -> Array:
    """Standard deviation of the known values before each row, `(N + 1,)`; 0 until there are two."""
    # In float64, for a sum in float32 stands still after some ten million rows.
    y_N = y_N.astype(np.float64)
    centred_N = np.where(known_N, y_N - (y_N[first] if first >= 0 else 0.0), 0.0)
    count_N, sum_N, square_N = (
        np.concatenate([[0.0], np.cumsum(part)]) for part in (known_N, centred_N, centred_N**2)
    )
    return deviation_of(count_N, sum_N, square_N)


def deviation_of(count_N: Array, sum_N: Array, square_N: Array) -> Array:
    """Standard deviations of values that are counted and summed up."""
    count_N = np.maximum(count_N, 1.0)
    variance_N = square_N / count_N - (sum_N / count_N) ** 2
    return np.asarray(np.sqrt(np.maximum(variance_N, 0.0)))
