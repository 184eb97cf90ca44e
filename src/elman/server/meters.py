"""What is counted, for `/metrics`: plain numbers on the way of a row, and Prometheus only when it asks."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from elman.prediction import Health

if TYPE_CHECKING:
    from prometheus_client import Metric

    from elman.server.session import Session

SECONDS = (1e-5, 2e-5, 5e-5, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 1e-1, 1.0)
"""Upper ends of the classes of the histogram."""
_HEALTH = ("below", "above", "missing")


class Count:
    """A number that only grows, by label."""

    def __init__(self, text: str, label: str = "model") -> None:
        self.text = text
        self.label = label
        self.by_name: dict[str, int] = defaultdict(int)

    def add(self, name: str, by: int = 1) -> None:
        """Counts."""
        self.by_name[name] += by


class Meters:
    """The counts of one server."""

    def __init__(self) -> None:
        self.created = Count("Sessions that were created.")
        self.rows = Count("Rows that were answered.")
        self.frames = Count("Frames of rows that were answered.")
        self.repeated = Count("Frames that came again, or out of order.")
        self.refused = Count("Requests that were refused.", "status")
        self.limited = Count("Times that a limit was met.", "limit")
        self._classes = [0] * (len(SECONDS) + 1)
        self._seconds = 0.0
        self._retired: dict[str, list[Health]] = {}
        self.sessions: Callable[[], Iterable[Session]] = tuple

    def took(self, model: str, rows: int, seconds: float) -> None:
        """Counts a frame that was answered."""
        self.rows.by_name[model] += rows
        self.frames.by_name[model] += 1
        self._classes[bisect_left(SECONDS, seconds)] += 1
        self._seconds += seconds

    def retire(self, session: Session) -> None:
        """Keeps the counts of a stream that ends."""
        kept = self._retired.setdefault(session.served.name, [])
        kept.append(session.stream.health)
        kept[:] = [Health.sum(kept)] if _same_inputs(kept) else kept[-1:]

    def collect(self) -> Iterator[Metric]:
        """What Prometheus reads."""
        from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily

        sessions = list(self.sessions())
        for name in ("created", "rows", "frames", "repeated", "refused", "limited"):
            count: Count = getattr(self, name)
            yield _counter(name, count.text, [count.label], [((key,), n) for key, n in count.by_name.items()])
        yield GaugeMetricFamily("elman_sessions", "Sessions in memory.", value=len(sessions))
        total, buckets = 0, []
        for end, number in zip((*SECONDS, float("inf")), self._classes, strict=True):
            total += number
            buckets.append(("+Inf" if end == float("inf") else repr(end), float(total)))
        yield HistogramMetricFamily(
            "elman_frame_seconds", "Seconds that the network took for a frame.", buckets, self._seconds
        )
        yield from self._health(sessions)

    def _health(self, sessions: Iterable[Session]) -> Iterator[Metric]:
        """Inputs outside their training range, and values that were held for missing ones."""
        parts = {name: list(kept) for name, kept in self._retired.items()}
        for session in sessions:
            parts.setdefault(session.served.name, []).append(session.stream.health)
        for kind in _HEALTH:
            found: dict[tuple[str, ...], int] = defaultdict(int)
            for model, healths in parts.items():
                for health in healths:
                    for name, number in getattr(health, kind).items():
                        found[model, name] += number
            text = "Missing inputs." if kind == "missing" else f"Inputs {kind} their training range."
            yield _counter(f"inputs_{kind}", text, ["model", "input"], found.items())


def _counter(
    name: str, text: str, labels: list[str], values: Iterable[tuple[tuple[str, ...], int]]
) -> Metric:
    from prometheus_client.core import CounterMetricFamily

    family = CounterMetricFamily(f"elman_{name}", text, labels=labels)
    for of, number in values:
        family.add_metric(list(of), number)
    return family


def _same_inputs(healths: list[Health]) -> bool:
    return len({tuple(health.training_range) for health in healths}) == 1
