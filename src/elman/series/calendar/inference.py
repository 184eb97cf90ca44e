"""The step of a data set, found from its time stamps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.series.calendar.frequency import DAY, Frequency, day_of_month

_SHORTEST_MONTH = 28 * DAY
_SATURDAY = 5
_NOT_RARE = 0.05


def infer_frequency(series: Sequence[Array], *, zone: str | None = None) -> Frequency:
    """The commonest step between neighbouring stamps, as months or weekdays where the calendar says so.

    Where every other row is missing for long, a shorter step may be the grid: it is taken if it is not rare
    and all others are multiples of it.

    Args:
        series: the ascending stamps of each series: numbers, or datetime64 in microseconds.
        zone: where their clock hangs.

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
    step = int(_grid_step(steps_N.astype(np.int64)))
    months = _as_months(series, stamps_N, zone) if step >= _SHORTEST_MONTH else None
    if months:
        return months
    if step == DAY and _leaves_weekends_out(stamps_N, steps_N):
        return Frequency(unit="weekday", zone=zone)
    return Frequency(unit="duration", step=step, zone=zone)


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
    """The step in months, if every stamp falls on the same day of its month, or on its last one."""
    month_N = stamps_N.astype("M8[M]")
    steps_N = np.concatenate([np.diff(one_N.astype("M8[M]")).astype(np.int64) for one_N in series])
    steps_N = steps_N[steps_N > 0]
    if not len(steps_N):
        return None
    day_N = stamps_N.astype("M8[D]")
    last = int((day_N - month_N.astype("M8[D]")).astype(np.int64).max()) + 1
    for day in (31, last):
        if np.array_equal(day_of_month(month_N, day), day_N):
            return Frequency(unit="month", step=int(_commonest(steps_N)), day=day, zone=zone)
    return None


def _leaves_weekends_out(stamps_N: Array, steps_N: Array) -> bool:
    # Day 0 of the count, 1970-01-01, was a Thursday.
    weekday_N = (stamps_N.astype("M8[D]").astype(np.int64) + 3) % 7
    skips = steps_N.astype(np.int64) == 3 * DAY
    return bool((weekday_N < _SATURDAY).all() and skips.any())
