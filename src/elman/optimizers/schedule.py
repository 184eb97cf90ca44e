"""Learning-rate schedules: what the learning rate is multiplied by at each step."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass

from elman.errors import ArgumentError


class Schedule(ABC):
    """The learning rate over the steps."""

    @abstractmethod
    def factor(self, step: int) -> float:
        """What the learning rate is multiplied by at this step, counted from 0."""


@dataclass(frozen=True, slots=True)
class Constant(Schedule):
    """The same learning rate at every step."""

    def factor(self, step: int) -> float:
        """1."""
        return 1.0


@dataclass(frozen=True, slots=True)
class Cosine(Schedule):
    """Half a cosine from 1 down to 0 over `total_steps`, and 0 afterwards.

    As torch.optim.lr_scheduler.CosineAnnealingLR up to its `T_max`.
    Reference: Loshchilov and Hutter 2017, arXiv:1608.03983.

    Raises:
        ArgumentError: total_steps below 1.
    """

    total_steps: int
    """Steps until the learning rate is 0."""

    def __post_init__(self) -> None:
        if self.total_steps < 1:
            raise ArgumentError(
                f"total_steps must be at least 1, got {self.total_steps}. Give the number of windows."
            )

    def factor(self, step: int) -> float:
        """`(1 + cos(pi * step / total_steps)) / 2`."""
        return 0.5 * (1.0 + math.cos(math.pi * min(step, self.total_steps) / self.total_steps))
