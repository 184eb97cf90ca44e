"""The history of a training run: its losses, its validation scores, and its time."""

from __future__ import annotations

from dataclasses import dataclass, field
from statistics import fmean
from typing import NamedTuple

from elman.errors import ArgumentError


class Validation(NamedTuple):
    """A score on rows that were not trained on."""

    step: int
    """The number of training steps before it."""
    score: float
    """The score; lower is better."""


@dataclass(slots=True)
class History:
    """The history of one training run. The loop appends to it, so a continued run keeps its past."""

    losses: list[float] = field(default_factory=list)
    """The loss of every window, before its step."""
    seconds: float = 0.0
    """The time of the training steps, of making their windows, and of the work between them, in seconds."""
    validations: list[Validation] = field(default_factory=list)
    """The validation scores, in the order of their steps."""

    @property
    def num_windows(self) -> int:
        """The number of windows that were trained on."""
        return len(self.losses)

    @property
    def windows_per_second(self) -> float:
        """The mean speed; 0 before the first window."""
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
        """Removes what came after this step; its time still counts."""
        del self.losses[step:]
        self.validations[:] = [validation for validation in self.validations if validation.step <= step]
