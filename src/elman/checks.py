"""Options as users give them: the rules that they share, and numbers and times that are typed as text."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, overload

from elman import registry
from elman.errors import ArgumentError

_SECONDS = {"": 1.0, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0}


def check_whole(name: str, value: object, least: int, most: int, *, needed: bool = False) -> None:
    """Checks that an option is a whole number in a range.

    Args:
        name: of the option, for the message.
        value: what was given; None is fine unless the option is needed.
        least: the smallest number that is allowed.
        most: the largest number that is allowed.
        needed: whether None is refused.

    Raises:
        ArgumentError: it is not.
    """
    if value is None and not needed:
        return
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ArgumentError(
            f"{name} must be a whole number of at least {least}, got {value!r}. Or leave it out."
        )
    if value > most:
        raise ArgumentError(f"{name} must be at most {most}, got {value!r}. Or leave it out.")


def check_number(name: str, value: float | None, fits: bool, rule: str) -> None:
    """Checks that an option is None, or a finite number that keeps its rule.

    Args:
        name: of the option, for the message.
        value: what was given.
        fits: whether it keeps the rule.
        rule: as words that follow "must be".

    Raises:
        ArgumentError: it is not.
    """
    if value is not None and not (math.isfinite(value) and fits):
        raise ArgumentError(f"{name} must be {rule}, got {value}. Or leave it out.")


def read_numbers(name: str, given: str) -> tuple[float, ...]:
    """Numbers that were typed with commas between them.

    Raises:
        ArgumentError: a part is no number.
    """
    try:
        return tuple(float(part) for part in given.split(","))
    except ValueError:
        raise ArgumentError(f"{name} must be numbers with commas, as 80,90, got {given!r}.") from None


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


def split_list(given: str | Sequence[str]) -> tuple[str, ...]:
    """Words that were typed with commas between them, or are a sequence already."""
    parts = given.split(",") if isinstance(given, str) else given
    return tuple(part.strip() for part in parts if part.strip())


def names_of(*owners: type) -> tuple[str, ...]:
    """The names of the fields of options classes."""
    return tuple(field.name for owner in owners for field in fields(owner))


def check_option_names(given: Mapping[str, Any], known: tuple[str, ...]) -> None:
    """Checks that every option that is given exists.

    Args:
        given: options by name.
        known: the names that exist.

    Raises:
        UnknownNameError: one does not; the nearest name is suggested.
    """
    for name in given:
        registry.lookup("option", dict.fromkeys(known), name)


def part_of(given: Mapping[str, Any], owner: type) -> dict[str, Any]:
    """Those of the options that belong to one class."""
    return {name: given[name] for name in names_of(owner) if name in given}
