"""The constant schedule."""

from __future__ import annotations

from dataclasses import dataclass

from elman.optimizers.schedules.schedule import Schedule


@dataclass(frozen=True, slots=True)
class Constant(Schedule):
    """The same learning rate at every step."""

    def factor(self, step: int) -> float:
        """1."""
        return 1.0
