"""Moments made of their parts: years, months, weeks, days and the time of the day."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.tables.times.parsing import Parts

SECOND = 1_000_000
"""A second in microseconds."""
ORDERS = {"day-first": "abc", "month-first": "bac", "year-first": "cba"}
"""The places of day, month and year among three numbers `a`, `b` and `c`."""


def moments_of(parts: Parts, order: str) -> tuple[Array, Array]:
    """What the clock showed at each time, datetime64 in microseconds, and which of them are real.

    Args:
        parts: of dates, with or without a time of the day.
        order: a name in `ORDERS`, for the times whose order is open.
    """
    year_N, month_N, day_N = _days(parts, order)
    clock_N, clock_fits_N = clock_of(parts, most_hours=24)
    ok_N = (month_N >= 1) & (month_N <= 12) & (day_N >= 1) & (year_N >= 1) & clock_fits_N
    month_index_N = np.where(ok_N, (year_N - 1970) * 12 + month_N - 1, 0).astype("M8[M]")
    first_N = month_index_N.astype("M8[D]")
    length_N = ((month_index_N + 1).astype("M8[D]") - first_N).astype(np.int64)
    long_N = parts.numbers["j"] >= 0
    ok_N &= (day_N <= length_N) | long_N
    date_N = first_N + np.where(ok_N, day_N - 1, 0)
    date_N, ok_N = _with_weeks(parts, date_N, ok_N)
    return np.asarray(date_N.astype("M8[us]") + clock_N.astype("m8[us]")), ok_N


def clock_of(parts: Parts, *, most_hours: int | None) -> tuple[Array, Array]:
    """The time of the day in microseconds, 0 where there is none, and which are real.

    24:00 is the end of the day. Without a limit, hours are those that have passed.
    """
    hour_N, minute_N, second_N, us_N = (np.maximum(parts.numbers[name], 0) for name in ("H", "M", "S", "us"))
    ok_N = (minute_N < 60) & (second_N <= 60)
    if most_hours is not None:
        ok_N &= (hour_N < most_hours) | ((hour_N == most_hours) & (minute_N + second_N + us_N == 0))
    return ((hour_N * 60 + minute_N) * 60 + second_N) * SECOND + us_N, ok_N


def _days(parts: Parts, order: str) -> tuple[Array, Array, Array]:
    numbers = parts.numbers
    places = ORDERS[order]
    open_N = numbers["c"] >= 0
    day, month, year = (numbers[place] for place in places)
    year_N = np.where(open_N, year, numbers["Y"])
    month_N = np.where(open_N, month, numbers["m"])
    day_N = np.where(open_N, day, numbers["d"])
    # A year of two digits is the one nearest to our time, as POSIX has it.
    short_N = parts.two_digits_N | (open_N & (places[2] != "c") & (year_N < 100))
    year_N = np.where(short_N, year_N + np.where(year_N < 69, 2000, 1900), year_N)
    quarter_N = numbers["q"]
    month_N = np.where(
        quarter_N >= 0, np.where((quarter_N >= 1) & (quarter_N <= 4), quarter_N * 3 - 2, 99), month_N
    )
    long_N = numbers["j"] >= 0
    leap_N = (year_N % 4 == 0) & ((year_N % 100 != 0) | (year_N % 400 == 0))
    too_long_N = long_N & (numbers["j"] > 365 + leap_N)
    month_N = np.where(long_N, np.where(too_long_N, 99, 1), month_N)
    day_N = np.where(long_N, numbers["j"], np.where(day_N < 0, 1, day_N))
    return year_N, np.where(numbers["w"] >= 0, 1, month_N), day_N


def _with_weeks(parts: Parts, date_N: Array, ok_N: Array) -> tuple[Array, Array]:
    """Adds weeks as ISO 8601 counts them: the first week has the first Thursday of the year."""
    week_N, weekday_N = parts.numbers["w"], parts.numbers["u"]
    of_week_N = week_N >= 0
    if not of_week_N.any():
        return date_N, ok_N
    fourth_N = (date_N.astype("M8[Y]").astype("M8[D]") + 3).astype(np.int64)
    monday_N = fourth_N - (fourth_N + 3) % 7
    weekday_N = np.where(weekday_N < 0, 1, weekday_N)
    found_N = (monday_N + 7 * (week_N - 1) + weekday_N - 1).astype("M8[D]")
    # The Thursday of a week lies in the year that the week belongs to: not every year has a week 53.
    thursday_N = (monday_N + 7 * (week_N - 1) + 3).astype("M8[D]")
    in_year_N = thursday_N.astype("M8[Y]") == date_N.astype("M8[Y]")
    real_N = in_year_N & (week_N >= 1) & (weekday_N >= 1) & (weekday_N <= 7)
    return np.where(of_week_N, found_N, date_N), ok_N & (~of_week_N | real_N)
