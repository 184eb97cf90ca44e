"""Workers as processes of this machine: the default, which needs nothing else."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from multiprocessing import connection, get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from elman.runners.protocol import Outcome, Task
from elman.runners.worker import serve

_SPAWN = get_context("spawn")
"""A forked process would share locks of threads that it does not have."""


_SECONDS_TO_DIE = 5.0
"""Between the end of a worker's pipe and its exit code."""


@dataclass(frozen=True, slots=True)
class _Worker:
    process: BaseProcess
    pipe: Connection[Any, Any]

    @classmethod
    def start(cls) -> _Worker:
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        return cls(process, ours)

    def end(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _died(worker: _Worker, task: Task) -> Outcome:
    worker.process.join(_SECONDS_TO_DIE)
    code = worker.process.exitcode
    worker.end()
    if code is None or code < 0:
        return Outcome(task=task, error="the worker process was killed", lost=True)
    return Outcome(
        task=task,
        error=f"the worker process ended with the exit code {code}; a program that starts workers must do so "
        'under `if __name__ == "__main__":`',
    )


class Processes:
    """A `Runner` of spawned processes; a worker that dies is replaced."""

    def __init__(self, workers: int) -> None:
        """Starts nothing yet.

        Args:
            workers: most processes at a time.
        """
        self._most = workers
        self._waiting: deque[Task] = deque()
        self._idle: list[_Worker] = []
        self._busy: dict[Connection[Any, Any], tuple[_Worker, Task]] = {}

    def submit(self, task: Task) -> None:
        """Puts a task into the queue."""
        self._waiting.append(task)

    def as_completed(self) -> Iterator[Outcome]:
        """Yields outcomes until the queue is empty and nothing runs."""
        while self._waiting or self._busy:
            self._hand_out()
            for pipe in connection.wait(list(self._busy)):
                assert isinstance(pipe, Connection)
                yield self._collect(pipe)

    def close(self) -> None:
        """Ends every worker; what one was doing is lost."""
        for worker in [*self._idle, *(worker for worker, _ in self._busy.values())]:
            worker.end()
        self._idle, self._busy = [], {}

    def _hand_out(self) -> None:
        while self._waiting and len(self._busy) < self._most:
            worker = self._idle.pop() if self._idle else _Worker.start()
            task = self._waiting[0]
            try:
                worker.pipe.send((task.work, task.arguments))
            except OSError:  # it died while it had nothing to do
                worker.end()
                continue
            self._busy[worker.pipe] = worker, self._waiting.popleft()

    def _collect(self, pipe: Connection[Any, Any]) -> Outcome:
        worker, task = self._busy.pop(pipe)
        try:
            report, error = pipe.recv()
        except (EOFError, OSError):
            return _died(worker, task)
        self._idle.append(worker)
        return Outcome(task=task, report=report, error=error)
