"""The step from one row's time stamp to the next: a number, a duration, a weekday, or calendar months."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from itertools import pairwise
from typing import Any, Literal, Self, TypeAlias

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.series.calendar.months import BACKWARD, FORWARD, RULES, day_of_month, describe_day
from elman.series.calendar.openings import (
    DAY,
    SECOND,
    WEEK,
    Runs,
    describe_runs,
    is_open,
    phase_of,
    rows_before,
    stamps_of,
)

Stamp: TypeAlias = int | float | np.datetime64
"""A number, or a date and time in microseconds."""

Unit: TypeAlias = Literal["number", "duration", "weekday", "month"]

LATER: Mapping[str, Any] = {"open": [], "rule": ""}
"""Fields that files of elman 0.1.0 have not, with what they were then."""
_ROLLED = (BACKWARD, FORWARD)
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
    """Of months: the day they fall on, in a shorter month its last one, so 31 is the month's end. 0 where
    each series has its own day, or a weekday rules. Else 0."""
    zone: str | None = None
    """Where the clock hangs, as `Europe/Berlin`; None: not known. With a zone, steps below a day are counted
    in UTC, so that a day may have 23 or 25 hours; whole days, and steps of opening hours, by the clock on the
    wall."""
    open: Runs = ()
    """Of durations: the steps of the week that have rows, counted from Monday's midnight, as runs whose end
    is excluded. Empty: all."""
    rule: str = ""
    """Of months: what the day becomes that is no business day (backward, forward), or which weekday it is
    (last Fri)."""

    def __post_init__(self) -> None:
        if self.unit not in _UNITS:
            raise ArgumentError(f"unit must be one of {', '.join(_UNITS)}, got {self.unit!r}.")
        if not 0 < self.step < np.inf or (self.unit != "number" and self.step != int(self.step)):
            raise ArgumentError(
                f"step must be above 0, and whole unless it counts numbers, got {self.step} ({self.unit}). "
                "Durations are counted in microseconds."
            )
        if not 0 <= self.day <= (31 if self.unit == "month" else 0):
            raise ArgumentError(f"day must be 0 to 31 for months and 0 otherwise, got {self.day}.")
        if self.rule not in (RULES if self.unit == "month" else ("",)):
            raise ArgumentError(f"rule must be a rule of the day of months, got {self.rule!r}.")
        object.__setattr__(self, "open", tuple((int(start), int(stop)) for start, stop in self.open))
        self._check_open()

    def _check_open(self) -> None:
        if not self.open:
            return
        edges = [edge for run in self.open for edge in run]
        ascends = all(before < after for before, after in pairwise(edges))
        if (
            self.unit != "duration"
            or self.step < SECOND
            or WEEK % self.step
            or not (ascends and edges[0] >= 0 and edges[-1] <= WEEK // self.step)
        ):
            raise ArgumentError(
                f"open must be ascending runs within a week of steps of a second or more, got "
                f"{self.open[:3]} of {self.step} ({self.unit})."
            )

    @property
    def on_the_wall(self) -> bool:
        """Whether stamps are what the clock on the wall shows; else, with a zone, they are UTC."""
        return self.unit != "duration" or self.step % DAY == 0 or bool(self.open)

    @property
    def has_own_days(self) -> bool:
        """Whether each series falls on a day of the month of its own; see `of_day`."""
        return self.unit == "month" and self.day == 0 and self.rule in ("", *_ROLLED)

    def of_day(self, day: int) -> Self:
        """The same for a series that falls on this day of the month."""
        return replace(self, day=day) if self.has_own_days else self

    def closed(self, stamp_N: Array) -> Array:
        """Which stamps lie where no row ever is: on a weekend of weekdays, or outside the opening hours."""
        if self.unit == "weekday":
            return np.asarray(~np.is_busday(stamp_N.astype("M8[D]")))
        return ~is_open(self.open, int(self.step), stamp_N) if self.open else np.zeros(len(stamp_N), bool)

    @property
    def closes(self) -> bool:
        """Whether there are times at which no row ever is."""
        return self.unit == "weekday" or bool(self.open)

    @property
    def closing(self) -> str:
        """What `closed` goes by, in words; empty where nothing is closed."""
        if self.unit == "weekday":
            return "Mon-Fri"
        return describe_runs(self.open, int(self.step)) if self.open else ""

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
        if self.open:
            step = int(self.step)
            before = rows_before(self.open, step, start)
            return stamps_of(self.open, step, before + row_N, phase_of(start, step))
        if self.unit == "duration":
            return np.asarray(start + (row_N * int(self.step)).astype("m8[us]"))
        midnight = start.astype("M8[D]")
        if self.unit == "weekday":
            days_N = np.busday_offset(midnight, row_N * int(self.step))
        else:
            month_N = midnight.astype("M8[M]") + row_N * int(self.step)
            days_N = day_of_month(month_N, self._day_for(midnight), self.rule)
        return np.asarray(days_N.astype("M8[us]") + (start - midnight))

    def rows_of(self, first: Stamp, stamp_N: Array) -> tuple[Array, Array]:
        """Which row each stamp has if `first` has row 0, and whether it lies on the grid at all.

        Returns:
            Rows, int64, the nearest where a stamp is off the grid; and which stamps are on it.
        """
        if self.open:
            return self._open_rows_of(first, stamp_N)
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

    def _open_rows_of(self, first: Stamp, stamp_N: Array) -> tuple[Array, Array]:
        step, start = int(self.step), np.asarray(first).astype("M8[us]")
        off_N = (stamp_N.astype("M8[us]") - start).astype(np.int64)
        late_N = off_N - step * np.rint(off_N / step).astype(np.int64)
        exact_N = stamp_N.astype("M8[us]") - late_N.astype("m8[us]")
        row_N = rows_before(self.open, step, exact_N) - rows_before(self.open, step, start)
        return row_N, (np.abs(late_N) <= _TOLERANCE * step) & is_open(self.open, step, exact_N)

    def _day_for(self, midnight: Array) -> int:
        """The day of the month; where each series has its own and none is named, that of its first row."""
        if not self.has_own_days:
            return self.day
        return int((midnight - midnight.astype("M8[M]").astype("M8[D]")).astype(np.int64)) + 1

    def number_of(self, stamp: Stamp) -> int:
        """The number of a stamp among all steps since 1970, or since 0: of the same hour every day, say."""
        if self.unit == "number":
            return int(np.rint(float(stamp) / self.step))
        moment = np.asarray(stamp).astype("M8[us]")
        if self.open:
            return int(rows_before(self.open, int(self.step), moment))
        if self.unit == "duration":
            return int(moment.astype(np.int64)) // int(self.step)
        if self.unit == "weekday":
            return int(np.busday_count(np.datetime64(0, "D"), moment.astype("M8[D]"))) // int(self.step)
        return int(moment.astype("M8[M]").astype(np.int64)) // int(self.step)

    def __str__(self) -> str:
        """The step in words: `hour`, `15 minutes`, `month (the last business day)`, `day (Mon-Sat)`."""
        about = describe_day(self.day, self.rule) or ("" if self.unit == "weekday" else self.closing)
        return f"{self._step_text()} ({about})" if about else self._step_text()

    def _step_text(self) -> str:
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
        """The fields, for a file; those that are empty and younger than elman 0.1.0 are left out."""
        fields = asdict(self) | {"open": [list(run) for run in self.open]}
        return {name: value for name, value in fields.items() if value or name not in LATER}

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


def _counted(number: int, name: str) -> str:
    return name if number == 1 else f"{number} {name}s"


def plain_stamp(stamp: Stamp) -> int | float:
    """A stamp as JSON can hold it: microseconds since 1970, or the number that it is."""
    if isinstance(stamp, np.datetime64):
        return int(stamp.astype("M8[us]").astype(np.int64))
    plain: int | float = stamp.item() if isinstance(stamp, np.generic) else stamp
    return plain
