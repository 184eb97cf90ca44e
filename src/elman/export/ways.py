"""The ways of cutting a sequence in which every export is run beside what it was made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np

_LONGEST_CHUNK = 64


def _full(num_rows: int) -> Iterator[int]:
    yield num_rows


def _chunks(num_rows: int) -> Iterator[int]:
    random = np.random.default_rng(0)
    while True:
        yield int(random.integers(1, _LONGEST_CHUNK + 1))


def _steps(num_rows: int) -> Iterator[int]:
    while True:
        yield 1


WAYS: Mapping[str, Callable[[int], Iterator[int]]] = {
    "full sequence": _full,
    "chunks": _chunks,
    "single steps": _steps,
}
"""The ways of cutting a sequence of so many rows."""
