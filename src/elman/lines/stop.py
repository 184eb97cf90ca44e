"""Signals that end a stream: they are noted, and looked for where the stream can end well."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from types import FrameType


class Ending(Enum):
    """Why a stream ended."""

    END_OF_FILE = "end of file"
    CLOSED = "nobody reads the answers any more"
    INTERRUPTED = "SIGINT"
    TERMINATED = "SIGTERM"
    HUNG_UP = "SIGHUP"


ENDINGS = {
    signal.SIGINT: Ending.INTERRUPTED,
    signal.SIGTERM: Ending.TERMINATED,
    signal.SIGHUP: Ending.HUNG_UP,
}

AT_ONCE = frozenset([*ENDINGS.values(), Ending.CLOSED])
"""The ends after which no line is answered, though some may have been read."""


class Stop:
    """The first signal that asks for an end. Further ones change nothing: the end takes no longer for them.

    Attributes:
        by: which signal came; None: none yet.
        wakeup: a descriptor that can be read once a signal came, to wait for both.
    """

    def __init__(self, wakeup: int) -> None:
        self.by: Ending | None = None
        self.wakeup = wakeup

    @classmethod
    @contextmanager
    def watch(cls) -> Iterator[Stop]:
        """Watches for SIGINT, SIGTERM and SIGHUP; what `nohup` ignores stays ignored."""
        # A byte in a pipe wakes poll: a signal just before it is not lost, as it would be just before read.
        wakeup, alarm = os.pipe()
        os.set_blocking(alarm, False)
        before = {number: signal.getsignal(number) for number in ENDINGS}
        if before[signal.SIGHUP] == signal.SIG_IGN:
            del before[signal.SIGHUP]
        stop = cls(wakeup)
        try:
            signal.set_wakeup_fd(alarm, warn_on_full_buffer=False)
            for number in before:
                signal.signal(number, stop._note)
            yield stop
        finally:
            signal.set_wakeup_fd(-1)
            for number, handler in before.items():
                signal.signal(number, handler)
            os.close(alarm)
            os.close(wakeup)

    def _note(self, number: int, frame: FrameType | None) -> None:
        self.by = self.by or ENDINGS[signal.Signals(number)]
