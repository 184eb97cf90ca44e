"""What a training run leaves behind: its losses, its validation scores, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import NamedTuple

from elman.errors import ArgumentError


class Validation(NamedTuple):
    """A score on rows that were not trained on."""

    step: int
    """Training steps before it."""
    score: float
    """Lower is better; see `FreeRun`."""


@dataclass(slots=True)
class History:
    """The record of one training run; the loop appends to it, so a run that goes on keeps its past."""

    losses: list[float] = field(default_factory=list)
    """Loss of every window, before its step."""
    seconds: float = 0.0
    """Time spent in training steps, in making their windows, and in what is done between them."""
    validations: list[Validation] = field(default_factory=list)
    """Validation scores, in the order of their steps."""

    @property
    def num_windows(self) -> int:
        """Windows trained on."""
        return len(self.losses)

    @property
    def windows_per_second(self) -> float:
        """Mean speed; 0 before the first window."""
        return self.num_windows / self.seconds if self.seconds > 0 else 0.0

    def mean_of_last(self, count: int) -> float:
        """Mean loss of the last `count` windows, or of all if there are fewer.

        Raises:
            ArgumentError: there is no window yet, or count is below 1.
        """
        if count < 1 or not self.losses:
            raise ArgumentError(
                f"count must be at least 1 with at least one loss recorded, got {count} "
                f"with {self.num_windows}. Train first."
            )
        return fmean(self.losses[-count:])

    def go_back(self, step: int) -> None:
        """Forgets what came after this step; the time it took stays."""
        del self.losses[step:]
        self.validations[:] = [validation for validation in self.validations if validation.step <= step]
