"""Columns of which float32 leaves nothing: large and slow, or very small."""

from __future__ import annotations

import numpy as np

ROWS = 700


def slow(rows=ROWS, seed=0):
    """Steps that are held, as a valve or a day's demand."""
    levels = np.random.default_rng(seed).integers(0, 40, -(-rows // 20))
    return np.repeat(levels, 20)[:rows].astype(np.float64)


def answer(u):
    """A first-order lag of the input."""
    y = np.zeros(len(u))
    for row in range(1, len(u)):
        y[row] = y[row - 1] + 0.2 * (u[row - 1] - y[row - 1])
    return y


LARGE = {
    "counter": (1.7e9, 1.0),
    "coordinate": (5_628_431.2, 0.01),
    "pressure": (101_325.0, 1e-4),
    "tiny": (0.0, 1e-18),
}
"""What is added, and what a unit of the signal becomes: a counter, metres of UTM with centimetres that count,
an absolute pressure whose small changes count, and values near 1e-18."""


def disguised(values, name):
    offset, scale = LARGE[name]
    return offset + scale * values


def meter(days=240, seed=1):
    """A meter reading: it grows by five a day, and by the day of the week."""
    day = np.arange(days)
    week = np.array([0.0, 3.0, 5.0, 4.0, 2.0, -6.0, -8.0])[day % 7]
    noise = np.random.default_rng(seed).normal(0, 0.3, days)
    return 1.6e9 + 5.0 * day + week + noise
