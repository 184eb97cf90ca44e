"""Rules that options share, each with its one sentence."""

from __future__ import annotations

import math

from elman.errors import ArgumentError


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
