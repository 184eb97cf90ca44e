"""Two watches of one fit."""

from __future__ import annotations

from typing import final

from elman.data import Examples
from elman.training import History, Plan, Watch
from elman.training.run import Run


@final
class Together(Watch):
    """Tells several watches, in order."""

    def __init__(self, *watches: Watch) -> None:
        self._watches = watches

    def trying(self, number: int, count: int, done: float) -> None:
        """A step of a short trial was taken."""
        for watch in self._watches:
            watch.trying(number, count, done)

    def chosen(self, choices: str, plan: Plan, windows_per_epoch: int) -> None:
        """The training proper begins."""
        for watch in self._watches:
            watch.chosen(choices, plan, windows_per_epoch)

    def ready(self, run: Run, validation: Examples) -> None:
        """A network is there."""
        for watch in self._watches:
            watch.ready(run, validation)

    def begins(self, number: int, count: int) -> None:
        """The next of several networks begins."""
        for watch in self._watches:
            watch.begins(number, count)

    def trained(self, history: History) -> None:
        """A training step was taken."""
        for watch in self._watches:
            watch.trained(history)

    def finishing(self, done: float, iterations: int, score: float) -> None:
        """An iteration of the finish was taken."""
        for watch in self._watches:
            watch.finishing(done, iterations, score)
