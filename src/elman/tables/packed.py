"""Text of ids and times as it is kept for frames that may be asked for: a byte a character."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array

_LONGEST = 64
"""Every cell takes as much room as the longest one: above this, text is kept as Python has it."""


def packed(cells_N: Array) -> Array:
    """The cells in less room, if they are short texts of ASCII; otherwise as they are."""
    if cells_N.dtype != object:
        return cells_N
    cells = cells_N.tolist()
    if not all(map(_is_short, cells)):
        return cells_N
    return np.array(cells, dtype=np.bytes_)


def unpacked(cells_N: Array) -> Array:
    """The cells as Python has them."""
    return cells_N.astype(np.str_).astype(object) if cells_N.dtype.kind == "S" else cells_N


def _is_short(cell: object) -> bool:
    # NumPy would drop zeros at the end.
    return isinstance(cell, str) and len(cell) <= _LONGEST and cell.isascii() and not cell.endswith("\0")
