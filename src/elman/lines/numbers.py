"""float32 numbers as the shortest text that is read back to the same bits."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array

_DIGITS = ("%.7g", "%.8g", "%.9g")
"""Nine significant digits tell every float32 from its neighbours; most need fewer."""


def shortest_texts(values: Array) -> list[str]:
    """The texts of float32 numbers, in order; `nan`, `inf` and `-inf` where they are not finite."""
    flat_N = np.ascontiguousarray(values, np.float32).ravel()
    numbers: list[float] = flat_N.tolist()
    texts = list(map(_DIGITS[0].__mod__, numbers))
    for digits in _DIGITS[1:]:
        read_N = np.array(list(map(float, texts)), np.float64).astype(np.float32)
        differing = np.flatnonzero((read_N != flat_N) & np.isfinite(flat_N)).tolist()
        for place in differing:
            texts[place] = digits % numbers[place]
    return texts
