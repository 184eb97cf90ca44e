"""A fit at one moment, as it is handed from the training to whoever looks."""

from __future__ import annotations

from dataclasses import dataclass

from elman.data import Examples
from elman.network import Parameters
from elman.training import Plan, Validation


@dataclass(frozen=True, kw_only=True, slots=True)
class Moment:
    """Copies of all that is shown, taken between two steps."""

    plan: Plan
    """What is followed."""
    choices: str
    """What was chosen, and why."""
    losses: list[float]
    """Of every step so far."""
    validations: list[Validation]
    """The scores so far."""
    seconds: float
    """Of training so far."""
    parameters: Parameters | None
    """Of the network; None for a forecaster, whose rows are prepared within it."""
    validation: Examples | None
    """The rows that it is scored on; None likewise."""
    which: str
    """Which of several networks it is; empty for one alone."""

    @property
    def version(self) -> int:
        """A number that grows: steps taken."""
        return len(self.losses)
