"""Numbers as the shortest text that is read back to the same bits."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array


def shortest_texts(values: Array) -> list[str]:
    """The texts of float64 numbers, in order; `nan`, `inf` and `-inf` where they are not finite."""
    numbers: list[float] = np.asarray(values, np.float64).ravel().tolist()
    return [text.removesuffix(".0") for text in map(repr, numbers)]
