"""The day of a month: a number, the business day beside it, or a weekday such as the last Friday."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import numpy as np

from elman.arrays import Array
from elman.series.calendar.openings import DAYS, weekday_of

BACKWARD, FORWARD = "backward", "forward"
"""Where the day is a Saturday or a Sunday: the business day before it, or after it, of the same month."""
_ROLLS: Mapping[str, Literal["modifiedpreceding", "modifiedfollowing"]] = {
    BACKWARD: "modifiedpreceding",
    FORWARD: "modifiedfollowing",
}
_LAST = "last"
_COUNTS = ("first", "second", "third", "fourth", _LAST)
RULES = ("", BACKWARD, FORWARD, *(f"{count} {day}" for count in _COUNTS for day in DAYS))
"""Every rule by its name; the empty one is the day itself."""


def day_of_month(month_N: Array, day: int, rule: str = "") -> Array:
    """The day of each month.

    Args:
        month_N: months, datetime64.
        day: its number, in a shorter month the last one; 0 for weekdays.
        rule: one of `RULES`.
    """
    first_N = month_N.astype("M8[D]")
    length_N = ((month_N + 1).astype("M8[D]") - first_N).astype(np.int64)
    if rule and rule not in _ROLLS:
        return _weekday_of_month(first_N, length_N, rule)
    day_N = np.asarray(first_N + np.minimum(day, length_N) - 1)
    return np.asarray(np.busday_offset(day_N, 0, roll=_ROLLS[rule])) if rule else day_N


def find_day(day_N: Array) -> tuple[int, str] | None:
    """The day and the rule that all these days of their months follow; None where there is none."""
    month_N = day_N.astype("M8[M]")
    return next(
        (
            (day, rule)
            for day, rule in _possible(day_N)
            if np.array_equal(day_of_month(month_N, day, rule), day_N)
        ),
        None,
    )


def describe_day(day: int, rule: str) -> str:
    """The rule in words; nothing for a plain day."""
    if not rule:
        return ""
    if rule not in _ROLLS:
        return f"the {rule}"
    named = {(31, BACKWARD): "the last business day", (1, FORWARD): "the first business day"}
    side = "before" if rule == BACKWARD else "after"
    return named.get((day, rule), f"day {day}, or the business day {side} it")


def _possible(day_N: Array) -> Iterator[tuple[int, str]]:
    """The rules that may hold, the commonest first."""
    number_N = (day_N - day_N.astype("M8[M]").astype("M8[D]")).astype(np.int64) + 1
    latest, earliest = int(number_N.max()), int(number_N.min())
    yield from ((31, ""), (latest, ""), (31, BACKWARD), (earliest, FORWARD), (latest, BACKWARD))
    if len(set(weekday_of(day_N).tolist())) == 1:
        weekday = DAYS[int(weekday_of(day_N)[0])]
        yield from ((0, f"{count} {weekday}") for count in reversed(_COUNTS))


def _weekday_of_month(first_N: Array, length_N: Array, rule: str) -> Array:
    count, name = rule.split()
    weekday = DAYS.index(name)
    if count == _LAST:
        end_N = first_N + length_N - 1
        return np.asarray(end_N - (weekday_of(end_N) - weekday) % 7)
    return np.asarray(first_N + (weekday - weekday_of(first_N)) % 7 + 7 * _COUNTS.index(count))
