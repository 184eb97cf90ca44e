"""The step from one row's time stamp to the next: a number, a duration, a weekday, or calendar months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, Self, TypeAlias

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError

Stamp: TypeAlias = int | float | np.datetime64
"""A number, or a date and time in microseconds."""

Unit: TypeAlias = Literal["number", "duration", "weekday", "month"]

DAY = 86_400_000_000
"""Microseconds."""
_UNITS = ("number", "duration", "weekday", "month")
# A clock that is read a little late is still on the grid.
_TOLERANCE = 1e-3
_NAMES = {
    365 * DAY: "365 days",
    7 * DAY: "week",
    DAY: "day",
    DAY // 24: "hour",
    DAY // 1440: "minute",
    1_000_000: "second",
    1_000: "millisecond",
    1: "microsecond",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Frequency:
    """How far apart the rows of a series are.

    Raises:
        ArgumentError: a field breaks its rule.
    """

    unit: Unit = "number"
    """What is counted: plain numbers, microseconds, Mondays to Fridays, or months of the calendar."""
    step: int | float = 1
    """How many of them lie between two rows; only plain numbers may be fractions."""
    day: int = 0
    """Of months: the day they fall on, in a shorter month its last one, so 31 is the month's end. Else 0."""
    zone: str | None = None
    """Where the clock hangs, as `Europe/Berlin`; None: not known. With a zone, steps below a day are counted
    in UTC, so that a day may have 23 or 25 hours, and whole days by the clock on the wall."""

    def __post_init__(self) -> None:
        if self.unit not in _UNITS:
            raise ArgumentError(f"unit must be one of {', '.join(_UNITS)}, got {self.unit!r}.")
        if not 0 < self.step < np.inf or (self.unit != "number" and self.step != int(self.step)):
            raise ArgumentError(
                f"step must be above 0, and whole unless it counts numbers, got {self.step} ({self.unit}). "
                "Durations are counted in microseconds."
            )
        if not (1 <= self.day <= 31 if self.unit == "month" else self.day == 0):
            raise ArgumentError(f"day must be 1 to 31 for months and 0 otherwise, got {self.day}.")

    @property
    def on_the_wall(self) -> bool:
        """Whether stamps are what the clock on the wall shows; else, with a zone, they are UTC."""
        return self.unit != "duration" or self.step % DAY == 0

    def stamps(self, first: Stamp, count: int, *, start: int = 0) -> Array:
        """The stamps of rows `start` to `start + count - 1`, row 0 having the stamp `first`.

        Returns:
            int64 or float64, or datetime64 in microseconds.
        """
        return self.stamps_at(first, np.arange(start, start + count))

    def continue_from(self, last: Stamp, count: int) -> Array:
        """The `count` stamps after `last`."""
        return self.stamps(last, count, start=1)

    def stamps_at(self, first: Stamp, row_N: Array) -> Array:
        """The stamps of these rows, row 0 having the stamp `first`."""
        if self.unit == "number":
            return np.asarray(np.asarray(first) + row_N * np.asarray(self.step))
        start = np.asarray(first).astype("M8[us]")
        if self.unit == "duration":
            return np.asarray(start + (row_N * int(self.step)).astype("m8[us]"))
        midnight = start.astype("M8[D]")
        if self.unit == "weekday":
            days_N = np.busday_offset(midnight, row_N * int(self.step))
        else:
            month_N = midnight.astype("M8[M]") + row_N * int(self.step)
            days_N = day_of_month(month_N, self.day)
        return np.asarray(days_N.astype("M8[us]") + (start - midnight))

    def rows_of(self, first: Stamp, stamp_N: Array) -> tuple[Array, Array]:
        """Which row each stamp has if `first` has row 0, and whether it lies on the grid at all.

        Returns:
            Rows, int64, the nearest where a stamp is off the grid; and which stamps are on it.
        """
        if self.unit == "number":
            ratio_N = (stamp_N - first) / self.step
        elif self.unit == "duration":
            ratio_N = (stamp_N - np.asarray(first).astype("M8[us]")) / np.timedelta64(int(self.step), "us")
        elif self.unit == "weekday":
            day_N = stamp_N.astype("M8[D]")
            ratio_N = np.busday_count(np.asarray(first).astype("M8[D]"), day_N) / int(self.step)
        else:
            months_N = stamp_N.astype("M8[M]") - np.asarray(first).astype("M8[M]")
            ratio_N = months_N.astype(np.int64) / int(self.step)
        row_N = np.rint(ratio_N).astype(np.int64)
        if self.unit in ("number", "duration"):
            return row_N, np.abs(ratio_N - row_N) <= _TOLERANCE
        return row_N, self.stamps_at(first, row_N) == stamp_N

    def number_of(self, stamp: Stamp) -> int:
        """The number of a stamp among all steps since 1970, or since 0: of the same hour every day, say."""
        if self.unit == "number":
            return int(np.rint(float(stamp) / self.step))
        moment = np.asarray(stamp).astype("M8[us]")
        if self.unit == "duration":
            return int(moment.astype(np.int64)) // int(self.step)
        if self.unit == "weekday":
            return int(np.busday_count(np.datetime64(0, "D"), moment.astype("M8[D]"))) // int(self.step)
        return int(moment.astype("M8[M]").astype(np.int64)) // int(self.step)

    def __str__(self) -> str:
        """The step in words: `hour`, `15 minutes`, `month`."""
        if self.unit == "number":
            return f"{self.step:g}"
        if self.unit == "duration":
            unit = next(size for size in _NAMES if self.step % size == 0)
            return _counted(int(self.step) // unit, _NAMES[unit])
        if self.unit == "month":
            whole_years, months = divmod(int(self.step), 12)
            return _counted(int(self.step), "month") if months else _counted(whole_years, "year")
        return _counted(int(self.step), "weekday")

    def to_dict(self) -> dict[str, Any]:
        """The fields, for a file."""
        return asdict(self)

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """The frequency that `fields` was taken from.

        Raises:
            ArgumentError: a field is unknown, or breaks its rule.
        """
        try:
            return cls(**fields)
        except TypeError as error:
            raise ArgumentError(f"a frequency must be what to_dict gives, got {fields!r}: {error}") from None


def day_of_month(month_N: Array, day: int) -> Array:
    """The given day of each month, or its last one if the month is shorter."""
    first_N = month_N.astype("M8[D]")
    length_N = ((month_N + 1).astype("M8[D]") - first_N).astype(np.int64)
    return np.asarray(first_N + np.minimum(day, length_N) - 1)


def _counted(number: int, name: str) -> str:
    return name if number == 1 else f"{number} {name}s"


def plain_stamp(stamp: Stamp) -> int | float:
    """A stamp as JSON can hold it: microseconds since 1970, or the number that it is."""
    if isinstance(stamp, np.datetime64):
        return int(stamp.astype("M8[us]").astype(np.int64))
    plain: int | float = stamp.item() if isinstance(stamp, np.generic) else stamp
    return plain
