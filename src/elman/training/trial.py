"""A short trial: what was tried, how good it was, how long it took."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

from elman.training.loop import Progress


class Trial(NamedTuple):
    """One of several things that were trained for a while, to choose between them."""

    what: str
    """In a few words."""
    score: float
    """On validation; lower is better, infinite where the training diverged."""
    seconds: float
    """That it took."""


class Trying(Protocol):
    """Is told after every step of a trial; it must be quick, for the trial waits."""

    def __call__(self, number: int, count: int, done: float) -> None:
        """Shows how far the trials have come.

        Args:
            number: of the trial, from 1.
            count: of all trials.
            done: share of all trials together.
        """


def told_of(trying: Trying | None, number: int, count: int) -> Callable[[int], Progress | None]:
    """What a trial of so many steps is to tell.

    Args:
        trying: who hears it.
        number: of the trial, from 0.
        count: of all trials, which are equally long.
    """

    def of_steps(steps: int) -> Progress | None:
        if trying is None:
            return None
        return lambda history: trying(number + 1, count, (number + history.num_windows / steps) / count)

    return of_steps


def describe_trials(trials: Sequence[Trial]) -> str:
    """What was tried and how good it was, in one line; empty without trials.

    The line is part of a model's record. The seconds are not in it, for the same fit makes the same file.
    """
    tried = "; ".join(f"{trial.what}: {trial.score:.3g}" for trial in trials)
    return f"trials on validation: {tried}" if tried else ""
