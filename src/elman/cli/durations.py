"""Durations as a user types them."""

from __future__ import annotations

import re

from elman.errors import ArgumentError

_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


def parse_duration(text: str, name: str = "budget") -> float:
    """Seconds of `60s`, `15m`, `1.5h`, or a plain number of seconds.

    Args:
        text: as typed.
        name: of the option, for the message.

    Raises:
        ArgumentError: the text has another form, or is not above 0.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|m|min|h|)\s*", text)
    seconds = float(found[1]) * _SECONDS[found[2]] if found else 0.0
    if seconds <= 0.0:
        raise ArgumentError(f"{name} must be a time above 0, got {text!r}. Write 60s, 15m or 1h.")
    return seconds
