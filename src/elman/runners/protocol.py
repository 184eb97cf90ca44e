"""The seam to whatever runs work elsewhere: something to submit to, and something to collect from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from elman.errors import ElmanError

Work: TypeAlias = Callable[..., Any]
"""A function of a module, which a worker can import; it takes and returns plain values: paths and numbers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """One piece of work."""

    key: str
    """What it is called."""
    work: Work
    """Pure and idempotent: it may run twice, and on any worker."""
    arguments: tuple[Any, ...]
    """Plain values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of a task."""

    task: Task
    """The task."""
    report: Any = None
    """What the work returned."""
    error: str | None = None
    """Why there is no report, in one sentence; None: there is one."""
    lost: bool = False
    """Whether the worker died; that is seldom the task's fault."""


class Runner(Protocol):
    """Runs tasks on workers. An engine that exists does it: processes, Dask, or Ray."""

    def submit(self, task: Task) -> None:
        """Hands a task over. It may be called while outcomes are collected."""
        ...

    def as_completed(self) -> Iterator[Outcome]:
        """Yields the outcome of every task, the first that is ready first, until none is left."""
        ...


def attempt(work: Work, arguments: tuple[Any, ...]) -> tuple[Any, str | None]:
    """Runs work on a worker; an error becomes a sentence, which every engine can carry.

    Returns:
        The report and None, or None and the sentence.
    """
    try:
        return work(*arguments), None
    except ElmanError as error:
        return None, str(error)
    # Whatever a shard does wrong must not end the worker, nor the driver.
    except Exception as error:
        return None, f"{type(error).__name__}: {error}"
