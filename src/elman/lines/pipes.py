"""Lines from one file descriptor, answers to another, and the ways in which that ends."""

from __future__ import annotations

import fcntl
import os
import select
import stat
import struct
import termios
from collections.abc import Iterator

from elman.errors import DataError
from elman.lines.stop import Ending, Stop

_BLOCK = 1 << 18
"""Most bytes that are read at a time."""
LONGEST_LINE = 1 << 24
"""More bytes without an end are no line of text."""
_PIPE_ROOM = 1 << 16
_GET_PIPE_ROOM = getattr(fcntl, "F_GETPIPE_SZ", 1032)


class Pipes:
    """Reads whole lines and writes answers. A signal ends it between two pieces of work, never within one."""

    def __init__(self, source: int, sink: int, stop: Stop) -> None:
        """Makes ready; nothing is read yet.

        Args:
            source: descriptor of the lines.
            sink: descriptor of the answers.
            stop: the signals that end it.
        """
        self._source = source
        self._sink = sink
        self._stop = stop
        self._ended: Ending | None = None
        self._written = 0
        self._is_pipe = stat.S_ISFIFO(os.fstat(sink).st_mode)

    @property
    def ending(self) -> Ending | None:
        """Why there are no more lines; None while there may be."""
        return self._stop.by or self._ended

    @property
    def written(self) -> int:
        """Bytes of answers that were written so far."""
        return self._written

    @property
    def delivered(self) -> int:
        """Bytes of answers that reached the reader, or wait in the pipe of one that is still there."""
        if self._ended is not Ending.CLOSED or not self._is_pipe:
            return self._written
        unread = fcntl.ioctl(self._sink, termios.FIONREAD, struct.pack("i", 0))
        return self._written - int(struct.unpack("i", unread)[0])

    @property
    def room(self) -> int:
        """Bytes that may wait in the pipe of the answers."""
        try:
            return max(_PIPE_ROOM, fcntl.fcntl(self._sink, _GET_PIPE_ROOM))
        except OSError:
            return _PIPE_ROOM

    def lines(self) -> Iterator[list[bytes]]:
        """All the complete lines that are there, without their ends; waits where there is none.

        Of a line that is longer than `LONGEST_LINE`, the beginning comes, which is too long as well.
        """
        rest = b""
        while self.ending is None:
            block = self._read()
            if not block:
                break
            *lines, rest = (rest + block).split(b"\n")
            if lines:
                yield [line.removesuffix(b"\r") for line in lines] if b"\r" in block else lines
            rest = rest[: LONGEST_LINE + 1]
        # A line without an end is only a line if nothing can follow it.
        if rest and self.ending is Ending.END_OF_FILE:
            yield [rest.removesuffix(b"\r")]

    def write(self, answers: bytes) -> None:
        """Writes all of it, unless the reader is gone, or a signal comes while the reader takes nothing.

        Raises:
            DataError: they cannot be written, as on a full disk.
        """
        start = 0
        while start < len(answers) and self._ended is not Ending.CLOSED:
            if not self._can_write(self._sink):
                return
            # No more than what does not block: a blocked write would not hear of a signal before it.
            end = answers.rfind(b"\n", start, start + select.PIPE_BUF) + 1 or start + select.PIPE_BUF
            try:
                count = os.write(self._sink, answers[start:end])
            except BlockingIOError:
                continue
            except BrokenPipeError:
                self._ended = Ending.CLOSED
            except OSError as error:
                raise DataError(
                    f"stdout must take the answers, got an error: {error.strerror}. Check where it goes."
                ) from None
            else:
                start += count
                self._written += count

    def tell(self, descriptor: int, sentence: bytes) -> None:
        """Writes a sentence to a descriptor of its own; where nobody takes it, the stream goes on without."""
        try:
            while sentence and self._can_write(descriptor):
                sentence = sentence[os.write(descriptor, sentence[: select.PIPE_BUF]) :]
        except OSError:
            return

    def _can_write(self, descriptor: int) -> bool:
        """Waits for room; False where a signal asks for an end and there is none."""
        while descriptor not in self._wait({descriptor: select.POLLOUT}, 0 if self._stop.by else None):
            # A signal that came while waiting: look once more, for there may be room.
            if self._stop.by and descriptor not in self._wait({descriptor: select.POLLOUT}, 0):
                return False
        return True

    def _read(self) -> bytes:
        """What is there; nothing at the end of the file, after a signal, or when the reader is gone."""
        while self.ending is None:
            ready = self._wait({self._source: select.POLLIN, self._sink: 0}, None)
            if ready.get(self._sink, 0) & (select.POLLERR | select.POLLHUP):
                self._ended = Ending.CLOSED
            elif self.ending is None and self._source in ready:
                block = self._read_now()
                if block is not None:
                    return block
        return b""

    def _read_now(self) -> bytes | None:
        """What is there; None where somebody else took it first."""
        try:
            block = os.read(self._source, _BLOCK)
        except BlockingIOError:
            return None
        except OSError as error:
            raise DataError(
                f"stdin must be something that can be read, got an error: {error.strerror}. Check the pipe."
            ) from None
        if not block:
            self._ended = Ending.END_OF_FILE
        return block

    def _wait(self, events: dict[int, int], milliseconds: int | None) -> dict[int, int]:
        """What became ready; with a signal, perhaps nothing."""
        poll = select.poll()
        for descriptor, event in events.items():
            poll.register(descriptor, event)
        if self._stop.by is None:
            poll.register(self._stop.wakeup, select.POLLIN)
        return dict(poll.poll(milliseconds))
