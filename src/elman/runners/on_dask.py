"""Workers of a Dask cluster, on this machine or on many; needs the extra `dask`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from elman.runners.protocol import Outcome, Task, attempt


class OnDask:
    """A `Runner` of a Dask cluster, which moves tasks from workers that die to others."""

    def __init__(self, address: str | None, workers: int) -> None:
        """Connects.

        Args:
            address: of a scheduler: `tcp://host:8786`; None: a cluster on this machine.
            workers: of a cluster on this machine.
        """
        from distributed import Client, LocalCluster

        self._cluster = None
        if address is None:
            self._cluster = LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None)
        self._client = Client(address or self._cluster)
        self._tasks: dict[Any, Task] = {}
        self._collecting: Any = None

    def submit(self, task: Task) -> None:
        """Sends a task to the scheduler."""
        future = self._client.submit(attempt, task.work, task.arguments, pure=False)
        self._tasks[future] = task
        if self._collecting is not None:
            self._collecting.add(future)

    def as_completed(self) -> Iterator[Outcome]:
        """Yields outcomes until the scheduler has none of ours left."""
        from distributed import as_completed

        self._collecting = as_completed(list(self._tasks))
        for future in self._collecting:
            yield self._outcome(future, self._tasks.pop(future))
        self._collecting = None

    def close(self) -> None:
        """Leaves the cluster; one on this machine ends."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()

    def _outcome(self, future: Any, task: Task) -> Outcome:
        try:
            report, error = future.result()
        # A scheduler gives up in more ways than one: killed workers, lost connections, cancelled tasks.
        except Exception as lost:
            return Outcome(task=task, error=f"{type(lost).__name__}: {lost}", lost=True)
        return Outcome(task=task, report=report, error=error)
