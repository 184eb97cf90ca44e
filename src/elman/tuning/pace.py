"""How long rounds took: kept apart from the journal, which knows no clock."""

from __future__ import annotations

import json
from pathlib import Path

_CONFIRMING = 0.6
"""Of a round's time: the runs with other seeds after the last round, five of them at most."""


class Pace:
    """The time of each round, in a file of lines."""

    def __init__(self, path: Path, budget: float | None) -> None:
        """Reads what is there.

        Args:
            path: of the file.
            budget: seconds for all rounds and for what comes after them; None: no limit.
        """
        self._path = path
        self._budget = budget
        self._seconds: dict[int, float] = {}
        if path.exists():
            for line in path.read_text().splitlines():
                self._take(line)

    def record(self, number: int, seconds: float) -> None:
        """Remembers how long a round took; one that was there already took no time now and is not counted."""
        if number not in self._seconds:
            self._seconds[number] = seconds
            with self._path.open("a") as file:
                file.write(json.dumps([number, seconds]) + "\n")

    def has_room(self, number: int) -> bool:
        """Whether one more round is likely to end within the budget, with what comes after it."""
        if self._budget is None:
            return True
        used, longest = sum(self._seconds.values()), max(self._seconds.values(), default=0.0)
        return used + (1 + _CONFIRMING) * longest <= self._budget

    def _take(self, line: str) -> None:
        try:
            number, seconds = json.loads(line)
        except ValueError:  # a kill has cut it short; the round is timed as it is repeated
            return
        self._seconds[int(number)] = float(seconds)
