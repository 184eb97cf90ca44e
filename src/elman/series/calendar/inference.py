"""The step of a data set, found from its time stamps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from elman.arrays import Array
from elman.series.calendar.closings import find_open
from elman.series.calendar.frequency import Frequency
from elman.series.calendar.months import find_day
from elman.series.calendar.openings import DAY

_SHORTEST_MONTH = 28 * DAY
_SATURDAY = 5
_WEEKDAYS = ((0, 5),)
_SHORTEST_GUESS = 60_000_000
"""Of steps that are no row's own: a minute."""
_NOT_RARE = 0.05


def infer_frequency(
    series: Sequence[Array],
    *,
    zone: str | None = None,
    known: Sequence[Array] | None = None,
    on_the_wall: bool = True,
) -> Frequency:
    """The commonest step between neighbouring stamps, as months, weekdays or open hours where they show.

    Where every other row is missing for long, a shorter step may be the grid: it is taken if it is not rare
    and all others are multiples of it.

    Args:
        series: the ascending stamps of each series: numbers, or datetime64 in microseconds.
        zone: where their clock hangs.
        known: the stamps of the rows that have a value; None: all have.
        on_the_wall: whether the stamps are what the clock on the wall shows; else no opening hours are
            looked for, for these hang on that clock.

    Returns:
        A step of 1 or of a day where no series has two rows. Whether every stamp lies on the grid is
        for `Frequency.rows_of` to tell.
    """
    steps_N = np.concatenate([np.diff(stamps_N) for stamps_N in series])
    steps_N = steps_N[steps_N > np.zeros((), steps_N.dtype)]
    stamps_N = np.concatenate(list(series))
    if stamps_N.dtype.kind != "M":
        return Frequency(step=_commonest_number(steps_N))
    if not len(steps_N):
        return Frequency(unit="duration", step=DAY, zone=zone)
    ticks_N = steps_N.astype(np.int64)
    step = int(_grid_step(ticks_N))
    months = _as_months(series, stamps_N, zone) if step >= _SHORTEST_MONTH else None
    if months:
        return months
    if step == DAY and _leaves_weekends_out(stamps_N, steps_N):
        return Frequency(unit="weekday", zone=zone)
    plain = Frequency(unit="duration", step=step, zone=zone)
    return _with_openings(plain, series if known is None else known, ticks_N) if on_the_wall else plain


def _with_openings(plain: Frequency, known: Sequence[Array], step_N: Array) -> Frequency:
    """The same with the open part of the week, if there is one; the step may be a shorter one then."""
    step = int(plain.step)
    fits = not (step_N % step).any()
    base = step if fits else int(np.gcd.reduce(step_N))
    if base > DAY or (base < _SHORTEST_GUESS and not fits):
        return plain
    runs = find_open(known, base, found=not fits)
    if not runs:
        return plain
    if base == DAY and runs == _WEEKDAYS:
        return Frequency(unit="weekday", zone=plain.zone)
    return replace(plain, step=base, open=runs)


def _commonest(value_N: Array) -> int | float:
    """The value that is there most often; of several, the smallest."""
    values, counts = np.unique(value_N, return_counts=True)
    common: int | float = values[np.argmax(counts)].item()
    return common


def _grid_step(step_N: Array) -> int | float:
    """The commonest step, or the shortest if it is not rare and no other fits all."""
    shortest = step_N.min().item()
    fits_all = not (step_N % shortest).any()
    if fits_all and np.mean(step_N == shortest) >= _NOT_RARE and (step_N % _commonest(step_N)).any():
        return int(shortest)
    return _commonest(step_N)


def _commonest_number(steps_N: Array) -> int | float:
    if not len(steps_N):
        return 1
    if steps_N.dtype.kind in "iu":
        return _grid_step(steps_N)
    # Fractions are not exact, so steps are told apart by a millionth of the median one.
    unit = float(np.median(steps_N)) * 1e-6
    rounded_N = np.rint(steps_N / unit)
    step = float(np.mean(steps_N[rounded_N == _commonest(rounded_N)]))
    whole = round(step)
    return whole if whole and abs(step - whole) <= 1e-9 * whole else step


def _as_months(series: Sequence[Array], stamps_N: Array, zone: str | None) -> Frequency | None:
    """The step in months, if every stamp falls on the same day of its month, or each series on its own."""
    steps_N = np.concatenate([np.diff(one_N.astype("M8[M]")).astype(np.int64) for one_N in series])
    steps_N = steps_N[steps_N > 0]
    if not len(steps_N):
        return None
    step = int(_commonest(steps_N))
    found = find_day(stamps_N.astype("M8[D]"))
    if found:
        return Frequency(unit="month", step=step, day=found[0], rule=found[1], zone=zone)
    own = {own_day(stamp_N) for stamp_N in series}
    return None if None in own else Frequency(unit="month", step=step, zone=zone)


def own_day(stamp_N: Array) -> int | None:
    """The day of the month that one series falls on, 31 at the months' end; None where there is none."""
    found = find_day(stamp_N.astype("M8[D]"))
    return found[0] if found and not found[1] else None


def _leaves_weekends_out(stamps_N: Array, steps_N: Array) -> bool:
    # Day 0 of the count, 1970-01-01, was a Thursday.
    weekday_N = (stamps_N.astype("M8[D]").astype(np.int64) + 3) % 7
    skips = steps_N.astype(np.int64) == 3 * DAY
    return bool((weekday_N < _SATURDAY).all() and skips.any())
