"""Huber's loss."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.network.losses.loss import Loss


@dataclass(frozen=True, slots=True)
class Huber(Loss):
    """Squared near zero, absolute beyond `delta`: outliers pull no harder than `delta`.

    As torch.nn.HuberLoss. Reference: Huber 1964, Annals of Mathematical Statistics 35(1).

    Raises:
        ArgumentError: delta is not a positive number.
    """

    delta: float = 1.0
    """Where the square turns into a line, in the (scaled) units of the target."""

    def __post_init__(self) -> None:
        if not (np.isfinite(self.delta) and self.delta > 0):
            raise ArgumentError(f"delta must be above 0, got {self.delta}. The customary value is 1.")

    @property
    def numbers(self) -> tuple[float, ...]:
        """The place of the kink."""
        return (self.delta,)

    def value(self, e_BTO: Array) -> Array:
        """`e^2 / 2` for `|e| < delta`, else `delta (|e| - delta / 2)`."""
        size = np.abs(e_BTO)
        return np.where(size < self.delta, 0.5 * e_BTO * e_BTO, self.delta * (size - 0.5 * self.delta))

    def derivative(self, e_BTO: Array) -> Array:
        """`e`, cut off at `-delta` and `delta`."""
        return np.clip(e_BTO, -self.delta, self.delta)
