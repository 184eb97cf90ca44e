"""Every task to its end: what fails is tried again, and then reported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from elman.runners.protocol import Outcome, Runner, Task

MOST_TRIES = 3
"""Of a task that fails by itself: the first, and two more."""
MOST_LOSSES = 10
"""Workers that may die under one task: most are killed for what others did."""


def finish_all(runner: Runner, tasks: Iterable[Task]) -> Iterator[Outcome]:
    """Runs tasks and yields the last outcome of each, the first that is ready first.

    A task that fails runs again, twice; one whose worker dies, up to ten times. Then its outcome is an error.
    """
    tries: Counter[str] = Counter()
    losses: Counter[str] = Counter()
    for task in tasks:
        runner.submit(task)
    for outcome in runner.as_completed():
        key = outcome.task.key
        losses[key] += outcome.lost
        tries[key] += not outcome.lost
        if outcome.error is None or tries[key] >= MOST_TRIES or losses[key] >= MOST_LOSSES:
            yield outcome
        else:
            runner.submit(outcome.task)
