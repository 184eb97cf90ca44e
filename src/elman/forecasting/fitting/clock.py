"""A budget of time, divided beforehand among the parts of a fit."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

_TRIALS = 0.15
"""Of the budget: all trials together."""
_TRAINED = 0.7
"""Of the budget: until the networks are trained, or earlier where what follows takes longer."""
_LEAST_TRAINED = 0.38
"""Likewise, at the earliest."""
_TESTS = 0.1
"""Of the budget: networks that are trained to be tested alone, where rows are few."""
_SCORES = 0.86
"""Of the budget: until everything is scored; the rest is for the file."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clock:
    """When a fit began, and how long each part of it may take. Without a budget nothing has an end."""

    began: float
    """By `perf_counter`."""
    budget: float | None = None
    """In seconds."""

    def for_trials(self, count: int) -> float | None:
        """Seconds of each trial."""
        return None if self.budget is None else _TRIALS * self.budget / max(1, count)

    def for_training(self, after: float) -> float | None:
        """Seconds from now for all networks together.

        Args:
            after: what comes after them takes, in seconds.
        """
        if self.budget is None:
            return None
        end = min(max(_SCORES * self.budget - after, _LEAST_TRAINED * self.budget), _TRAINED * self.budget)
        return max(end - self.passed, 0.0)

    def for_tests(self, count: int) -> float | None:
        """Seconds of each network that is tested alone."""
        return None if self.budget is None else _TESTS * self.budget / max(1, count)

    @property
    def passed(self) -> float:
        """Seconds since the fit began."""
        return perf_counter() - self.began
