"""What a fleet says while it is fitted: one line that moves, or a line now and then in a log file."""

from __future__ import annotations

import sys
from time import perf_counter

from elman.cli.columns import print_notes
from elman.cli.output import tell
from elman.fleet import FleetWatch

_SECONDS_BETWEEN_LINES = 10.0


class LiveFleet(FleetWatch):
    """Tells notes, and how many shards are done."""

    def __init__(self, *, talks: bool) -> None:
        """Nothing is told yet.

        Args:
            talks: whether anything is told at all.
        """
        self._talks = talks
        self._began = self._told = perf_counter()

    def noted(self, note: str) -> None:
        """Tells a note."""
        if self._talks:
            print_notes([note])

    def advanced(self, done: int, shards: int) -> None:
        """Tells how far it is."""
        now = perf_counter()
        if self._talks and sys.stderr.isatty():
            print(f"\r{done:,} of {shards:,} shards", end="\n" if done == shards else "", file=sys.stderr)
        elif self._talks and now - self._told > _SECONDS_BETWEEN_LINES:
            self._told = now
            tell(f"{done:,} of {shards:,} shards after {now - self._began:.0f} s")
