"""The envelope of a long line: what a picture can show of more points than it has columns."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from elman.arrays import Array

COLUMNS = 900
"""About as many as a panel of the figure has pixels across."""


class Envelope(NamedTuple):
    """The least and the greatest value in each of some columns."""

    row_P: Array
    """The row in the middle of each column."""
    low_P: Array
    """NaN where the column knows no value."""
    high_P: Array
    """Likewise."""


def needs_envelope(num_rows: int) -> bool:
    """Whether a line of so many points would be a solid block, so that its envelope says as much."""
    return num_rows > 4 * COLUMNS


def envelope(values_N: Array, columns: int = COLUMNS) -> Envelope:
    """Least and greatest value of each column; NaN is left out. No extreme is lost, as in thinning."""
    starts_P = np.linspace(0, len(values_N), columns, endpoint=False).astype(np.int64)
    middle_P = (starts_P + np.append(starts_P[1:], len(values_N)) - 1) / 2
    # fmin of nothing but NaN is NaN, without a warning.
    return Envelope(middle_P, np.fmin.reduceat(values_N, starts_P), np.fmax.reduceat(values_N, starts_P))
