"""Successive halving: many begin, a third goes on at each rung, and what goes on goes on where it paused.

Reference: Jamieson and Talwalkar 2016, "Non-stochastic best arm identification and hyperparameter
optimization".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

KEPT = 3
"""One of so many goes on."""
RUNGS = (1 / 9, 1 / 3, 1.0)
"""Shares of its training steps after which a trial pauses; after the last it is done."""
ROUND = 9
"""Trials that begin together. It does not depend on the number of workers, so that the journal does not."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Trials that go on together."""

    share: float
    """Of the training steps after which they pause."""
    trials: tuple[int, ...]
    """Their numbers, in order."""


def first_rung(round_number: int) -> Rung:
    """The trials that a round begins with."""
    return Rung(RUNGS[0], tuple(range(round_number * ROUND, (round_number + 1) * ROUND)))


def next_rung(rung: Rung, scores: Sequence[float], always: Sequence[int] = ()) -> Rung | None:
    """The trials that go on; None after the last rung.

    Args:
        rung: where they are.
        scores: of its trials, lower is better; infinite for those that failed.
        always: trials that go on however they are, for comparison.
    """
    place = RUNGS.index(rung.share) + 1
    if place == len(RUNGS):
        return None
    compared = [number for number in rung.trials if number not in always]
    by_number = dict(zip(rung.trials, scores, strict=True))
    order = sorted(compared, key=lambda number: (by_number[number], number))
    kept = order[: max(1, len(order) // KEPT)]
    return Rung(RUNGS[place], tuple(sorted({*kept, *(set(always) & set(rung.trials))})))
