"""The rows of a table on the grid of one step."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.series.calendar import AskedCalendar, Frequency, infer_frequency, to_wall_clock
from elman.series.calendar.openings import DAY, DAYS, weekday_of
from elman.tables import StampedTable

# A grid that is emptier than this is no grid: a second's step between events that are hours apart.
_MOST_GRID_ROWS_PER_ROW = 20
_ALWAYS_ALLOWED = 1000


def settle_frequency(
    tables: Sequence[StampedTable],
    given: Frequency | None,
    *,
    targets: Sequence[str] = (),
    asked: AskedCalendar | None = None,
) -> tuple[Frequency, list[list[Array]]]:
    """The step of all tables, and the stamps of each group of each table, counted as the step counts.

    Args:
        tables: whose rows are to be placed.
        given: the step that a model was trained with; None: it is inferred.
        targets: the columns whose values tell which hours are open; none: every row does.
        asked: what the user says of the calendar.

    Raises:
        ArgumentError: what is asked for does not go with the rows.
        DataError: numbers stand where dates are needed, or the other way about.
    """
    stamps = [_groups(table) for table in tables]
    dates = stamps[0][0].dtype.kind == "M" if given is None else given.unit != "number"
    for table, groups in zip(tables, stamps, strict=True):
        if (groups[0].dtype.kind == "M") != dates:
            wanted, got = ("dates", "numbers") if dates else ("numbers", "dates")
            raise DataError(
                f"times of {table.label} must be {wanted} as elsewhere, got {got}. Give all tables a time "
                "column of one kind, or none."
            )
    zone = next((table.zone for table in tables if table.zone), None)
    walls = _on_the_wall(tables, stamps) if dates and zone else stamps
    if given is not None:
        stamps = walls if given.on_the_wall else stamps
        _check_step(tables, stamps, given)
        return given, stamps
    known = [_known(table, targets) for table in tables]
    frequency, stamps = _infer(stamps, walls, known, zone if dates else None)
    if asked:
        frequency = asked.settle(frequency, stamps[0][0][0])
        stamps = walls if frequency.on_the_wall else [_groups(table) for table in tables]
    else:
        _check_steps(tables, stamps, frequency)
    return frequency, stamps


def _infer(
    stamps: list[list[Array]], walls: list[list[Array]], known: Sequence[Array], zone: str | None
) -> tuple[Frequency, list[list[Array]]]:
    """The step, and the stamps as it counts: by the clock on the wall for days and opening hours."""
    plain = infer_frequency(
        _flat(stamps), zone=zone, known=_flat_known(stamps, known), on_the_wall=walls is stamps
    )
    if walls is stamps:
        return plain, stamps
    ascends = all((np.diff(group) > np.timedelta64(0)).all() for group in _flat(walls))
    if not (plain.on_the_wall or ascends):
        return plain, stamps
    by_wall = infer_frequency(_flat(walls), zone=zone, known=_flat_known(walls, known))
    return (by_wall, walls) if plain.on_the_wall or _is_safe(by_wall) else (plain, stamps)


def _is_safe(frequency: Frequency) -> bool:
    """Whether no row is in the night in which clocks are put forward or back."""
    if not frequency.open:
        return False
    step = int(frequency.step)
    night = np.datetime64("2024-01-07T00:00", "us") + np.arange(0, 4 * DAY // 24, min(step, DAY // 24))
    return bool(frequency.closed(night).all())


def _on_the_wall(tables: Sequence[StampedTable], stamps: list[list[Array]]) -> list[list[Array]]:
    return [
        groups if table.zone is None else [to_wall_clock(group, table.zone) for group in groups]
        for table, groups in zip(tables, stamps, strict=True)
    ]


def _known(table: StampedTable, targets: Sequence[str]) -> Array:
    """Which rows have a value of any target."""
    if not targets:
        return np.ones(sum(table.lengths), bool)
    return np.asarray(np.any([~np.isnan(table.numbers[target]) for target in targets], axis=0))


def _flat_known(stamps: Sequence[Sequence[Array]], known: Sequence[Array]) -> list[Array]:
    """The stamps of each group's rows that have a value."""
    found = []
    for groups, known_N in zip(stamps, known, strict=True):
        parts = np.split(known_N, np.cumsum([len(group) for group in groups])[:-1])
        found += [group[part] for group, part in zip(groups, parts, strict=True)]
    return found


_ROWS_TO_TELL = 4
"""Rows of a series from which its step is known; fewer may have gaps alone."""
_OFTEN = 0.9
"""The share of a series' steps that must be another one to say that the series has another step."""


def _check_step(tables: Sequence[StampedTable], stamps: Sequence[Sequence[Array]], given: Frequency) -> None:
    """Checks that the data have the step of the model.

    Raises:
        DataError: nearly all steps of a series are one other step.
    """
    for table, groups in zip(tables, stamps, strict=True):
        if table.stamp_N is None:
            continue
        for name, stamp_N in zip(table.ids, groups, strict=True):
            rows = _usual_rows(stamp_N, given)
            if rows > 1:
                raise DataError(
                    f"times of {name!r} in {table.label} must be one step ({given}) apart, which the "
                    f"forecaster was fitted to, got {rows} steps from row to row. Fit one to rows of this "
                    "step, or bring the table to the step of the fit (--step)."
                )


def _check_steps(tables: Sequence[StampedTable], stamps: Sequence[Sequence[Array]], step: Frequency) -> None:
    """Checks that no series has nearly always a longer step than the others.

    Raises:
        DataError: one has.
    """
    named = [
        (table, name, stamp_N)
        for table, groups in zip(tables, stamps, strict=True)
        if table.stamp_N is not None
        for name, stamp_N in zip(table.ids, groups, strict=True)
    ]
    for table, name, stamp_N in named if len(named) > 1 else ():
        rows = _usual_rows(stamp_N, step)
        if rows > 1:
            raise DataError(
                f"series must have one step ({step}), got {name!r} of {table.label} with {rows} steps from "
                "row to row. Fit a forecaster to each step, or bring all to one (--step)."
            )


def _usual_rows(stamp_N: Array, step: Frequency) -> int:
    """How many steps nearly all neighbours are apart; 1 where they are not, or too few to tell."""
    if len(stamp_N) < _ROWS_TO_TELL:
        return 1
    place_N, _ = step.rows_of(stamp_N[0], stamp_N)
    rows_N = np.diff(place_N)
    usual = int(np.median(rows_N))
    return usual if usual > 1 and (rows_N == usual).mean() >= _OFTEN else 1


def place_rows(stamp_N: Array, frequency: Frequency, table: StampedTable, row_N: Array) -> Array:
    """Which row of the grid each row of a group is, int64, from 0.

    Args:
        stamp_N: the group's stamps, ascending.
        frequency: the step.
        table: whose group it is, for sentences.
        row_N: the table's rows, for sentences.

    Raises:
        DataError: a stamp lies between the rows of the grid, or the grid would be nearly empty.
    """
    _check_open(stamp_N, frequency, table, row_N)
    place_N, fits_N = frequency.rows_of(stamp_N[0], stamp_N)
    fits_N[1:] &= np.diff(place_N) > 0
    if not fits_N.all():
        at = int(np.argmin(fits_N))
        raise DataError(
            f"times must be evenly spaced, got {stamp_N[at]} in row {row_N[at]} of {table.label}, no whole "
            f"number of steps ({frequency}) after {stamp_N[0]}; {int((~fits_N).sum())} such rows in its "
            "series. Resample the table to one step (--step 5min), or leave the time column out to number "
            "the rows."
        )
    rows = int(place_N[-1]) + 1
    if rows > _MOST_GRID_ROWS_PER_ROW * len(stamp_N) + _ALWAYS_ALLOWED:
        raise DataError(
            f"times must be evenly spaced, got {len(stamp_N)} rows on a grid of {rows} steps ({frequency}) "
            f"in {table.label}. Sum or average the table over longer steps first, or resample it (--step 1h)."
        )
    return place_N


def _check_open(stamp_N: Array, frequency: Frequency, table: StampedTable, row_N: Array) -> None:
    closed_N = frequency.closed(stamp_N) if frequency.closes else np.zeros(0, bool)
    if closed_N.any():
        at = int(np.argmax(closed_N))
        raise DataError(
            f"times must be within the days and hours that have rows ({frequency.closing}), got "
            f"{DAYS[int(weekday_of(stamp_N[at]))]} {stamp_N[at].astype('M8[s]')} in row {row_N[at]} of "
            f"{table.label}, which has a value; {int(closed_N.sum())} such rows in its series. Leave them "
            "out, or fit with the hours and the weekmask that hold them."
        )


def spread(value_N: Array, place_N: Array) -> Array:
    """The values at their rows of the grid, NaN between them; not copied if nothing lies between."""
    rows = int(place_N[-1]) + 1
    if rows == len(value_N):
        return value_N
    grid_N = np.full((rows, *value_N.shape[1:]), np.nan)
    grid_N[place_N] = value_N
    return grid_N


def clocks_put_forward(stamp_N: Array, place_N: Array) -> int:
    """How many hours are missing where daylight saving leaves one out: on a Sunday's night, alone that day.

    Zero for stamps that are no moments, or longer apart than an hour.
    """
    if stamp_N.dtype.kind != "M" or len(stamp_N) < 2:
        return 0
    jump_N = np.flatnonzero(np.diff(place_N) > 1)
    before_N, after_N = stamp_N[jump_N], stamp_N[jump_N + 1]
    step_N = (after_N - before_N) / (place_N[jump_N + 1] - place_N[jump_N])
    hour_N = (after_N - after_N.astype("M8[D]")) // np.timedelta64(1, "h")
    sunday_N = after_N.astype("M8[D]").astype(np.int64) % 7 == 3
    one_hour_N = after_N - before_N - step_N == np.timedelta64(1, "h")
    _, day_N, times = np.unique(after_N.astype("M8[D]"), return_inverse=True, return_counts=True)
    alone_N = times[day_N] == 1
    return int((one_hour_N & alone_N & sunday_N & (hour_N >= 1) & (hour_N <= 4)).sum())


def _groups(table: StampedTable) -> list[Array]:
    """The stamps of each group; rows without a time column are numbered."""
    if table.stamp_N is None:
        return [np.arange(length) for length in table.lengths]
    return np.split(table.stamp_N, np.cumsum(table.lengths)[:-1])


def _flat(stamps: Sequence[Sequence[Array]]) -> list[Array]:
    return [group for groups in stamps for group in groups]
