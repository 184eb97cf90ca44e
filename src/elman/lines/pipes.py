"""Lines from one file descriptor, answers to another, and the ways in which that ends."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from types import FrameType

from elman.errors import DataError

_BLOCK = 1 << 18
"""Most bytes that are read at a time."""
_LONGEST_LINE = 1 << 24
_WATCHED = (signal.SIGINT, signal.SIGTERM)


class Ending(Enum):
    """Why a stream ended."""

    END_OF_FILE = "end of file"
    CLOSED = "nobody reads the answers any more"
    INTERRUPTED = "SIGINT"
    TERMINATED = "SIGTERM"


_BY_SIGNAL = (Ending.INTERRUPTED, Ending.TERMINATED)


class Pipes:
    """Reads whole lines and writes answers. A signal ends it between two blocks, never within one.

    Attributes:
        ending: why there are no more lines; None while there may be.
    """

    def __init__(self, source: int, sink: int, wakeup: int) -> None:
        self.ending: Ending | None = None
        self._source = source
        self._sink = sink
        self._wakeup = wakeup

    @classmethod
    @contextmanager
    def open(cls, source: int, sink: int) -> Iterator[Pipes]:
        """Watches for SIGINT and SIGTERM while the pipes are in use."""
        # A byte in a pipe wakes select: a signal just before it is not lost, as it would be just before read.
        wakeup, alarm = os.pipe()
        os.set_blocking(alarm, False)
        before = {number: signal.getsignal(number) for number in _WATCHED}
        pipes = cls(source, sink, wakeup)
        try:
            signal.set_wakeup_fd(alarm, warn_on_full_buffer=False)
            for number in _WATCHED:
                signal.signal(number, pipes._stop)
            yield pipes
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(alarm)
            os.close(wakeup)

    def lines(self) -> Iterator[list[bytes]]:
        """All the complete lines that are there, without their ends; waits where there is none.

        Raises:
            DataError: a line is too long to be one.
        """
        rest = b""
        while self.ending is None:
            block = self._read()
            if not block:
                break
            *lines, rest = (rest + block).split(b"\n")
            if lines:
                yield [line.removesuffix(b"\r") for line in lines] if b"\r" in block else lines
            elif len(rest) > _LONGEST_LINE:
                raise DataError(
                    f"a line of stdin must be shorter than {_LONGEST_LINE:,} bytes, got more without an end. "
                    "Check that it is text."
                )
        # A line without an end is only a line if nothing can follow it.
        if rest and self.ending is Ending.END_OF_FILE:
            yield [rest.removesuffix(b"\r")]

    def write(self, answers: bytes) -> None:
        """Writes all of it, unless the reader is gone, or a signal comes while the reader takes nothing.

        Raises:
            DataError: they cannot be written, as on a full disk.
        """
        left = memoryview(answers)
        while left and self.ending is not Ending.CLOSED:
            signalled = self.ending in _BY_SIGNAL
            ready = self._wait({self._sink: select.POLLOUT}, None if not signalled else 0)
            if self._sink not in ready:
                if signalled:
                    return
                continue
            try:
                # No more than what does not block: a blocked write would not hear of a signal before it.
                left = left[os.write(self._sink, left[: select.PIPE_BUF]) :]
            except BrokenPipeError:
                self.ending = Ending.CLOSED
            except OSError as error:
                raise DataError(
                    f"stdout must take the answers, got an error: {error.strerror}. Check where it goes."
                ) from None

    def _read(self) -> bytes:
        """What is there; nothing at the end of the file, after a signal, or when the reader is gone."""
        ready = self._wait({self._source: select.POLLIN, self._sink: 0}, None)
        if self.ending is None and ready.get(self._sink, 0) & (select.POLLERR | select.POLLHUP):
            self.ending = Ending.CLOSED
        if self.ending is not None or self._source not in ready:
            return b""
        try:
            block = os.read(self._source, _BLOCK)
        except OSError as error:
            raise DataError(
                f"stdin must be something that can be read, got an error: {error.strerror}. Check the pipe."
            ) from None
        if not block:
            self.ending = Ending.END_OF_FILE
        return block

    def _wait(self, events: dict[int, int], milliseconds: int | None) -> dict[int, int]:
        """What became ready; with a signal, perhaps nothing."""
        poll = select.poll()
        for descriptor, event in events.items():
            poll.register(descriptor, event)
        if self.ending not in _BY_SIGNAL:
            poll.register(self._wakeup, select.POLLIN)
        return dict(poll.poll(milliseconds))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.ending = Ending.INTERRUPTED if number == signal.SIGINT else Ending.TERMINATED
