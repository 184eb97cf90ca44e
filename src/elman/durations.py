"""Durations as a user gives them: `60s`, `15m`, `1.5h`, or a number of seconds."""

from __future__ import annotations

import re
from typing import overload

from elman.errors import ArgumentError

_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


@overload
def parse_duration(given: float | str, name: str = "budget") -> float: ...


@overload
def parse_duration(given: float | str | None, name: str = "budget") -> float | None: ...


def parse_duration(given: float | str | None, name: str = "budget") -> float | None:
    """Seconds of a duration.

    Args:
        given: `60s`, `15m`, `1.5h`, or seconds as a number or as text. None stays None.
        name: of the option, for the message.

    Raises:
        ArgumentError: a text has another form, or is not above 0.
    """
    if not isinstance(given, str):
        return given
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(s|m|min|h|)\s*", given)
    seconds = float(found[1]) * _SECONDS[found[2]] if found else 0.0
    if seconds <= 0.0:
        raise ArgumentError(f"{name} must be a time above 0, got {given!r}. Write 60s, 15m or 1h.")
    return seconds
