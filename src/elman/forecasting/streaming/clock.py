"""Where the rows of a stream stand in time: the rows that were left out between them, and what is no row."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import gcd
from typing import Self

import numpy as np

from elman.errors import DataError
from elman.forecasting.streaming.times import UNCHANGED
from elman.series.calendar import Frequency, Stamp
from elman.series.calendar.openings import DAYS, weekday_of

_STEPS_TO_TELL = 3
"""Steps between rows from which it is known that the rows are farther apart than those of the fit."""
_MOST_AT_ONCE, _MOST_PER_ROW = 1_000, 20
"""Rows that may be left out at once, whatever has come; and for each row that has."""
_MONTH_END = 31


@dataclass(frozen=True, kw_only=True, slots=True)
class RowClock:
    """The time of a stream's next row. A value: a row that is refused changes nothing."""

    frequency: Frequency
    """Of the series; on its own day of the month where it has one."""
    own_day: bool = False
    """Whether each series has a day of the month of its own."""
    first: Stamp | None
    """Of row 0; None: not known yet."""
    rows: int = 0
    """Rows so far, those that were left out included."""
    timed: bool = False
    """Whether rows come with their times."""
    steps: int = 0
    """From row to row, how many there have been."""
    divisor: int = 0
    """Of all of them, counted in rows of the grid."""

    def take(self, stamp: Stamp | None) -> tuple[int, Self]:
        """Goes on by a row.

        Args:
            stamp: its time; None: it is the next one.

        Returns:
            The rows that were left out before it, and the clock after it.

        Raises:
            DataError: the time is not later, lies between the rows, or is when nothing is open; or some rows
                have a time and others none.
        """
        if stamp is None:
            if self.timed:
                raise DataError(f"a row must have its time, as the rows before it had, got none. {UNCHANGED}")
            return 0, replace(self, rows=self.rows + 1)
        if self.first is None and self.rows:
            raise DataError(
                f"a row must have no time, as the rows before it had none, got {stamp}. Give the time of the "
                f"first row (--first), or of every row. {UNCHANGED}"
            )
        check_open(self.frequency, stamp)
        if self.first is None:
            begun = replace(self.starting(stamp), timed=True, rows=1)
            return 0, begun
        return self._placed(stamp)

    def starting(self, first: Stamp) -> Self:
        """The same with the stamp of row 0."""
        frequency = self.frequency
        if frequency.has_own_days:
            month = np.asarray(first).astype("M8[M]")
            day = _day_of(first)
            last = int(((month + 1).astype("M8[D]") - month.astype("M8[D]")).astype(np.int64))
            frequency = frequency.of_day(_MONTH_END if day == last else day)
        return replace(self, first=first, frequency=frequency)

    def _placed(self, stamp: Stamp) -> tuple[int, Self]:
        assert self.first is not None
        clock = self._on_its_day(stamp)
        row_N, fits_N = clock.frequency.rows_of(self.first, np.array([stamp]))
        row, step = int(row_N[0]), int(row_N[0]) - self.rows + 1
        last = clock.frequency.stamps_at(self.first, np.array([self.rows - 1]))[0]
        if self.rows and step < 1:
            raise DataError(f"times must ascend from row to row, got {stamp} after {last}. {UNCHANGED}")
        if not fits_N[0] or step < 1:
            raise DataError(
                f"a time must be a whole number of steps ({clock.frequency}) after the first row's "
                f"({self.first}), got {stamp}. {UNCHANGED}"
            )
        if step > 1 + _MOST_AT_ONCE + _MOST_PER_ROW * self.rows:
            raise DataError(
                f"times must not leave out more rows than may be missing values, got {stamp} after {last}, "
                f"{step - 1:,} rows ({clock.frequency}) later. Begin a new stream. {UNCHANGED}"
            )
        divisor = gcd(self.divisor, step) if self.rows else self.divisor
        steps = self.steps + (1 if self.rows else 0)
        if steps >= _STEPS_TO_TELL and divisor > 1:
            raise DataError(
                f"times must be one step ({clock.frequency}) apart, which the forecaster was fitted to, got "
                f"{divisor} steps from row to row. Fit one to rows of this step. {UNCHANGED}"
            )
        return row - self.rows, replace(clock, rows=row + 1, timed=True, steps=steps, divisor=divisor)

    def _on_its_day(self, stamp: Stamp) -> Self:
        """A series that began on its month's last day may fall on that number: a longer month tells."""
        if self.first is None or self.frequency.day != _MONTH_END or self.frequency.unit != "month":
            return self
        day, begun = _day_of(stamp), _day_of(self.first)
        month = np.asarray(stamp).astype("M8[M]")
        is_last = (np.asarray(stamp).astype("M8[D]") + 1).astype("M8[M]") != month
        if is_last or begun > day or not self.own_day:
            return self
        return replace(self, frequency=replace(self.frequency, day=day))


def check_open(frequency: Frequency, stamp: Stamp, what: str = "a time") -> None:
    """Checks that something may be open at a stamp.

    Raises:
        DataError: nothing ever is.
    """
    if frequency.closing and frequency.closed(np.array([stamp]))[0]:
        day = DAYS[int(weekday_of(np.array([stamp]))[0])]
        raise DataError(
            f"{what} must be within the days and hours that have rows ({frequency.closing}), got {day} "
            f"{np.asarray(stamp).astype('M8[s]')}. {UNCHANGED}"
        )


def _day_of(stamp: Stamp) -> int:
    day = np.asarray(stamp).astype("M8[D]")
    return int((day - day.astype("M8[M]").astype("M8[D]")).astype(np.int64)) + 1
