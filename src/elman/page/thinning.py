"""Long lines in few points, without losing an extreme."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array

MOST_POINTS = 4000
"""Of a line in a page."""


def thin(values: Sequence[Array], most: int = MOST_POINTS) -> tuple[Array, list[Array]]:
    """The least and the greatest value of each of `most / 2` parts of a line, as they came.

    Args:
        values: lines over the same rows; NaN is left out, and a part without a number is NaN.
        most: points of each line; a shorter line stays as it is.

    Returns:
        The rows that the points stand at, the same for every line, and the lines.
    """
    rows = len(values[0])
    if rows <= most:
        return np.arange(rows), [np.asarray(line_N, np.float64) for line_N in values]
    starts_P = np.linspace(0, rows, most // 2, endpoint=False).astype(np.int64)
    widths_P = np.diff(np.append(starts_P, rows))
    row_P = np.stack([starts_P, starts_P + widths_P // 2], axis=1).ravel()
    return row_P, [_extremes(np.asarray(line_N, np.float64), starts_P) for line_N in values]


def _extremes(line_N: Array, starts_P: Array) -> Array:
    low_P, high_P = (extreme.reduceat(line_N, starts_P) for extreme in (np.fmin, np.fmax))
    width = int(np.diff(np.append(starts_P, len(line_N))).max())
    row_N = np.arange(len(line_N))
    part_N = np.repeat(np.arange(len(starts_P)), np.diff(np.append(starts_P, len(line_N))))
    first = [
        np.minimum.reduceat(np.where(line_N == end_P[part_N], row_N, row_N + width), starts_P)
        for end_P in (low_P, high_P)
    ]
    low_first_P = first[0] <= first[1]
    return np.stack(
        [np.where(low_first_P, low_P, high_P), np.where(low_first_P, high_P, low_P)], axis=1
    ).ravel()
