"""Many independent trainings, side by side on the cores of the machine."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event

from elman.data import Window
from elman.engines import Network
from elman.engines.arguments import choose_threads
from elman.errors import ArgumentError, DivergenceError
from elman.network import State
from elman.training.history import History
from elman.training.loop import train


@dataclass(frozen=True, kw_only=True, slots=True)
class Training:
    """One network, and the windows that it is to see."""

    network: Network
    """Trained in place. Build it with `threads=1`: the cores are busy with its neighbours."""
    windows: Iterable[Window]
    """The windows, in order; each tells whether it carries the state or starts from zeros."""
    history: History = field(default_factory=History)
    """The history to append to."""


def train_many(trainings: Sequence[Training], *, threads: int | None = None) -> list[State | None]:
    """Trains every network on its own windows, several at a time.

    The engine releases Python's lock while it works, so a few threads keep all cores busy. What a network
    learns does not depend on the number of threads. A training that diverges does not stop the others.

    Args:
        trainings: the trainings; no network may occur twice.
        threads: how many networks are trained at a time; None: one for every core.

    Returns:
        The state after the last window of each training.

    Raises:
        ArgumentError: a network occurs twice, or `threads` is below 1.
        DivergenceError: a loss is NaN or infinite; the message names the training. The others have run to
            their end.
    """
    _check(trainings, threads)
    stopping = Event()

    def run(training: Training) -> State | None:
        return train(
            training.network,
            training.windows,
            training.history,
            after_window=lambda history, state: stopping.is_set(),
        )

    executor = ThreadPoolExecutor(choose_threads(threads) or len(os.sched_getaffinity(0)))
    try:
        futures = [executor.submit(run, training) for training in trainings]
        return _collect(futures)
    finally:  # an interruption reaches this thread alone: the others end after their window
        stopping.set()
        executor.shutdown(cancel_futures=True)


def _collect(futures: list[Future[State | None]]) -> list[State | None]:
    """Waits for all trainings, and then raises the first error."""
    errors = {number: error for number, future in enumerate(futures) if (error := future.exception())}
    for number, error in errors.items():
        if isinstance(error, DivergenceError):
            raise DivergenceError(f"training {number} (of {len(futures)}, {len(errors)} failed): {error}")
        raise error
    return [future.result() for future in futures]


def _check(trainings: Sequence[Training], threads: int | None) -> None:
    if threads is not None and (isinstance(threads, bool) or not isinstance(threads, int) or threads < 1):
        raise ArgumentError(f"threads must be at least 1, got {threads!r}. Use None for every core.")
    if len({id(training.network) for training in trainings}) < len(trainings):
        raise ArgumentError(
            f"trainings must have a network each, got one twice among {len(trainings)}. Build one for each."
        )
