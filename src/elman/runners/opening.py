"""Runners by their name or address, opened and closed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from elman.checks import check_whole
from elman.errors import ArgumentError, MissingExtraError
from elman.runners.on_dask import OnDask
from elman.runners.on_ray import OnRay
from elman.runners.processes import Processes
from elman.runners.protocol import Runner

_NEEDS = {"dask": "distributed", "ray": "ray"}


def check_runner(on: str, workers: int | None = None) -> None:
    """Checks what is asked for, before any work is done for it.

    Args:
        on: `processes`; `dask` or `ray` for a cluster on this machine; `dask://host:8786` or
            `ray://host:10001`.
        workers: how many, on this machine; None: one for every core.

    Raises:
        ArgumentError: an unknown name, or a number that makes no sense.
        MissingExtraError: the engine is not installed.
    """
    check_whole("workers", workers, 1, 2**16)
    name, found, host = on.partition("://")
    if name not in ("processes", *_NEEDS) or (found and (not host or name == "processes")):
        raise ArgumentError(
            f"on must be processes, dask, ray, dask://HOST:PORT or ray://HOST:PORT, got {on!r}. "
            "Leave it out for processes on this machine."
        )
    if name in _NEEDS and find_spec(_NEEDS[name]) is None:
        raise MissingExtraError(
            f"on must be an engine that is installed, got {on!r}. Install it: pip install {_NEEDS[name]}."
        )


@contextmanager
def open_runner(on: str = "processes", workers: int | None = None) -> Iterator[Runner]:
    """Yields a runner; its workers end with the block.

    Args:
        on: as `check_runner` takes it.
        workers: how many, on this machine; None: one for every core.

    Raises:
        ArgumentError: as `check_runner`.
    """
    check_runner(on, workers)
    runner = _make(on, workers or len(os.sched_getaffinity(0)))
    try:
        yield runner
    finally:
        runner.close()


def _make(on: str, workers: int) -> Processes | OnDask | OnRay:
    name, _, host = on.partition("://")
    if name == "dask":
        return OnDask(f"tcp://{host}" if host else None, workers)
    if name == "ray":
        return OnRay(on if host else None, workers)
    return Processes(workers)
