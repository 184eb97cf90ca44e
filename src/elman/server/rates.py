"""How often each owner may ask."""

from __future__ import annotations

import time


class Rates:
    """A bucket for each owner, which fills at the rate and holds a second of it."""

    def __init__(self, rate: float | None) -> None:
        """Requests a second; None: any number."""
        self._rate = rate
        self._buckets: dict[str, tuple[float, float]] = {}

    def allows(self, owner: str) -> bool:
        """Takes one out of the owner's bucket; False if it is empty."""
        if self._rate is None:
            return True
        now, most = time.monotonic(), max(1.0, self._rate)
        left, then = self._buckets.get(owner, (most, now))
        left = min(most, left + (now - then) * self._rate)
        self._buckets[owner] = (left - 1 if left >= 1 else left, now)
        return left >= 1
