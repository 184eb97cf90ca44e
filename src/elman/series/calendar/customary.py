"""The seasons that a step is customarily given."""

from __future__ import annotations

from elman.series.calendar.frequency import Frequency
from elman.series.calendar.openings import DAY, open_steps

_MINUTE, _HOUR, _WEEK, _YEAR = DAY // 1440, DAY // 24, 7 * DAY, 365.25 * DAY


def customary_seasons(frequency: Frequency) -> tuple[int, ...]:
    """The lengths in rows of the seasons that data of this step may have, the shortest first.

    Hours: 24, 168 and 8766; days: 7 and 365; weeks: 52; months: 12; quarters: 4; none for years and for
    plain numbers. A season that the step does not divide, but for the year's, is not customary.
    """
    if frequency.unit == "number":
        return ()
    if frequency.unit == "month":
        return tuple(rows for rows in (12 // int(frequency.step),) if rows > 1 and 12 % frequency.step == 0)
    if frequency.unit == "weekday":
        return (5, 261) if frequency.step == 1 else ()
    step = int(frequency.step)
    if frequency.open:
        return _open_seasons(frequency)
    cycles = [cycle for cycle in (_MINUTE, _HOUR, DAY, _WEEK) if cycle % step == 0 and cycle // step > 1]
    lengths = [cycle // step for cycle in cycles]
    # Weeks have no whole number in a year, and nor has anything else.
    year = round(_YEAR / step)
    return (*lengths, year) if year > 1 else tuple(lengths)


def customary_season(frequency: Frequency) -> int:
    """The one season that errors are customarily measured by, in rows; 1 where there is none.

    A day for steps below a day, a week for days, a year for weeks, months and quarters; of weekdays, five.
    """
    lengths = customary_seasons(frequency)
    if not lengths:
        return 1
    day = _rows_of_a_day(frequency)
    return day if day in lengths else lengths[0]


def _rows_of_a_day(frequency: Frequency) -> int:
    """Rows of a day, if every open day has as many; 0 otherwise, and for days and longer steps."""
    step = int(frequency.step)
    if frequency.unit != "duration" or step >= DAY or not frequency.open:
        return DAY // step if frequency.unit == "duration" else 0
    if DAY % step:
        return 0
    rows_D = open_steps(frequency.open, step).reshape(7, -1).sum(axis=1)
    rows = {int(count) for count in rows_D if count}
    return rows.pop() if len(rows) == 1 else 0


def _open_seasons(frequency: Frequency) -> tuple[int, ...]:
    """Of rows in a part of the week: a day if all have as many, the week, and the year."""
    week = int(open_steps(frequency.open, int(frequency.step)).sum())
    lengths = (_rows_of_a_day(frequency), week, round(_YEAR / _WEEK * week))
    return tuple(sorted({rows for rows in lengths if rows > 1}))
