"""The cosine schedule."""

from __future__ import annotations

import math
from dataclasses import dataclass

from elman.errors import ArgumentError
from elman.optimizers.schedules.schedule import Schedule

_MOST_STEPS = 2**53
"""The largest number up to which every step is a float64 of its own."""


@dataclass(frozen=True, slots=True)
class Cosine(Schedule):
    """Half a cosine from 1 down to 0 over `total_steps`, and 0 afterwards.

    As torch.optim.lr_scheduler.CosineAnnealingLR up to its `T_max`.
    Reference: Loshchilov and Hutter 2017, arXiv:1608.03983.

    Raises:
        ArgumentError: total_steps below 1, or beyond 2^53.
    """

    total_steps: int
    """Steps until the learning rate is 0."""

    def __post_init__(self) -> None:
        if self.total_steps < 1:
            raise ArgumentError(
                f"total_steps must be at least 1, got {self.total_steps}. Give the number of windows."
            )
        if self.total_steps > _MOST_STEPS:
            raise ArgumentError(
                f"total_steps must be at most 2^53, got {self.total_steps}. Give the number of windows."
            )

    @property
    def numbers(self) -> tuple[float, ...]:
        """The number of steps."""
        return (float(self.total_steps),)

    def factor(self, step: int) -> float:
        """`(1 + cos(pi * step / total_steps)) / 2`."""
        return 0.5 * (1.0 + math.cos(math.pi * min(step, self.total_steps) / self.total_steps))
