"""Workers of a Ray cluster, on this machine or on many; needs the extra `ray`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

from elman.runners.protocol import Outcome, Task, attempt

_SETTINGS = {
    "RAY_USAGE_STATS_ENABLED": "0",  # it would report to its makers
    "RAY_worker_niceness": "0",  # at its own 15 a busy machine leaves workers a twentieth of the time
}
"""Of a cluster on this machine, where the user has set nothing else."""


class OnRay:
    """A `Runner` of a Ray cluster; it takes one core for each task."""

    def __init__(self, address: str | None, workers: int) -> None:
        """Connects.

        Args:
            address: of a cluster: `ray://host:10001`; None: a cluster on this machine.
            workers: cores of a cluster on this machine.
        """
        for name, value in _SETTINGS.items():
            os.environ.setdefault(name, value)
        import ray

        where: dict[str, Any] = {"address": address} if address else {"num_cpus": workers}
        ray.init(**where, include_dashboard=None if address else False, log_to_driver=False)
        self._ray = ray
        self._attempt = ray.remote(attempt).options(num_cpus=1, max_retries=0)
        self._tasks: dict[Any, Task] = {}

    def submit(self, task: Task) -> None:
        """Sends a task to the cluster."""
        self._tasks[self._attempt.remote(task.work, task.arguments)] = task

    def as_completed(self) -> Iterator[Outcome]:
        """Yields outcomes until the cluster has none of ours left."""
        while self._tasks:
            ready, _ = self._ray.wait(list(self._tasks), num_returns=1)
            for reference in ready:
                yield self._outcome(reference, self._tasks.pop(reference))

    def close(self) -> None:
        """Leaves the cluster; one on this machine ends."""
        self._ray.shutdown()

    def _outcome(self, reference: Any, task: Task) -> Outcome:
        try:
            report, error = self._ray.get(reference)
        except self._ray.exceptions.RayError as lost:
            sentence = " ".join(str(lost).split())
            return Outcome(task=task, error=f"{type(lost).__name__}: {sentence}", lost=True)
        return Outcome(task=task, report=report, error=error)
