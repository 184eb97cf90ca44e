"""Ctrl-C: remembered, for what it interrupts may make another error of it, or none at all."""

from __future__ import annotations

import signal
import sys
from types import FrameType
from typing import Any

_SECONDS_UNTIL_AGAIN = 0.02


class Interrupts:
    """Whether Ctrl-C came, in a process that is ours."""

    came = False

    @classmethod
    def watch(cls) -> None:
        """From now on Ctrl-C is remembered; where the shell has it ignored, it stays so."""
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, cls._interrupt)
            signal.signal(signal.SIGALRM, cls._interrupt)
            sys.unraisablehook = cls._look_at_lost

    @classmethod
    def ignore(cls) -> None:
        """What follows is the end of Python: another Ctrl-C would only make it tell of itself."""
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGINT, signal.SIG_IGN)

    @classmethod
    def _interrupt(cls, number: int, frame: FrameType | None) -> None:
        cls.came = True
        raise KeyboardInterrupt

    @classmethod
    def _look_at_lost(cls, lost: Any) -> None:
        """An error that Python has nowhere to raise; an interrupt comes once more."""
        if issubclass(lost.exc_type, KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, _SECONDS_UNTIL_AGAIN)
        else:
            sys.__unraisablehook__(lost)
