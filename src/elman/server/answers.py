"""The answers of late, kept for clients that ask again."""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from elman.arrays import Array

MOST_FRAMES = 8
"""Frames whose answers are kept: what a client may have sent before it heard of the first one."""
MOST_BYTES = 1 << 16
"""Of answers that are kept beside the newest one, which is kept whatever its size."""


class Answer(NamedTuple):
    """What was answered to one frame of rows."""

    number: int
    """Of its first row."""
    rows: int
    """Rows, T."""
    digest: bytes
    """Of the rows, to tell a repetition from other rows under the same number."""
    y_TO: Array
    """What was answered."""


class Answers:
    """The newest answers of one session."""

    __slots__ = ("_bytes", "_kept")

    def __init__(self) -> None:
        self._kept: deque[Answer] = deque()
        self._bytes = 0

    def __iter__(self) -> Iterator[Answer]:
        """From the oldest to the newest."""
        return iter(self._kept)

    def add(self, answer: Answer) -> None:
        """Keeps the newest one, and drops those that there is no room for."""
        self._kept.append(answer)
        self._bytes += answer.y_TO.nbytes
        while len(self._kept) > 1 and (len(self._kept) > MOST_FRAMES or self._bytes > MOST_BYTES):
            self._bytes -= self._kept.popleft().y_TO.nbytes

    def find(self, number: int, count: int) -> Answer | None:
        """The one to a frame; None if it is not kept."""
        for answer in reversed(self._kept):
            if answer.number == number and answer.rows == count:
                return answer
        return None

    def clear(self) -> None:
        """Forgets all of them."""
        self._kept.clear()
        self._bytes = 0


def digest_of(x_TF: Array) -> bytes:
    """What tells rows from others."""
    return hashlib.blake2b(np.ascontiguousarray(x_TF).tobytes(), digest_size=8).digest()
