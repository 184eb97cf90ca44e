"""The logistic function of the gates."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array


def sigmoid(x: Array) -> Array:
    """`1 / (1 + exp(-x))`, by the hyperbolic tangent because that overflows nowhere."""
    return 0.5 + 0.5 * np.tanh(0.5 * x)
