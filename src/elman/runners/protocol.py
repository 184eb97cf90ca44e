"""The interface of runners, which run work on other processes and machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from elman.errors import ElmanError

Work: TypeAlias = Callable[..., Any]
"""A function of a module that a worker can import; it takes and returns paths and numbers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Task:
    """A piece of work."""

    key: str
    """The name of the task."""
    work: Work
    """The function, which is pure and may run twice and on any worker."""
    arguments: tuple[Any, ...]
    """The arguments, as plain values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """The outcome of a task."""

    task: Task
    """The task."""
    report: Any = None
    """The value that the work returned."""
    error: str | None = None
    """Why there is no report, in one sentence; None if there is one."""
    lost: bool = False
    """Whether the worker died, which is seldom the fault of the task."""


class Runner(Protocol):
    """Runs tasks on workers. An engine that exists does it: processes, Dask, or Ray."""

    def submit(self, task: Task) -> None:
        """Submits a task. This may be called while outcomes are collected."""
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
