"""What an attack found, and the kinds of it that are counted."""

from typing import NamedTuple

TRACEBACK = "tracebacks"
CRASH = "crashes"
HANG = "hangs"
TORN = "torn files"
LOST = "states lost"
FLIP = "silent flips"
WRONG = "wrong answers"
ALL = (TRACEBACK, CRASH, HANG, TORN, LOST, FLIP, WRONG)


class Finding(NamedTuple):
    """Something that must not be."""

    what: str
    """One of `ALL`."""
    details: str
    """What was done, and what came of it."""
