"""From tables to series: wide ones, each target column a series of its own, and long ones with an id."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError, DataError
from elman.series.calendar import AskedCalendar, Frequency, Stamp, own_day, saves_daylight
from elman.series.calendar_notes import calendar_notes
from elman.series.categories import Categories, covariate, find_categories
from elman.series.columns import ALL, SeriesColumns
from elman.series.grid import clocks_put_forward, place_rows, settle_frequency, spread
from elman.series.part_files import join_part_files
from elman.series.series_set import SeriesSet, Static
from elman.shown import names_text
from elman.tables import ReadOptions, Rows, StampedTable, Table, read_stamped
from elman.tables.many import open_all, told_apart

if TYPE_CHECKING:
    from elman.tables.sources import Source


@dataclass(slots=True)
class _Parts:
    """The parts of a set while it is read."""

    ids: list[str] = field(default_factory=list)
    table: list[int] = field(default_factory=list)
    y: list[Array] = field(default_factory=list)
    first: list[Stamp] = field(default_factory=list)
    past: list[Array] = field(default_factory=list)
    future: list[Array] = field(default_factory=list)
    static: dict[str, list[float | str]] = field(default_factory=dict)
    gaps: int = 0
    with_gaps: int = 0
    put_forward: int = 0
    empty: list[str] = field(default_factory=list)
    ended: int = 0
    days: list[int] = field(default_factory=list)
    stamps: list[Array] = field(default_factory=list)
    closed: int = 0


# Many parameters: what users say of a table and its calendar, by keyword.
def read_series(
    sources: Source | Sequence[Source],
    columns: SeriesColumns,
    *,
    rows: Rows | None = None,
    frequency: Frequency | None = None,
    categories: Categories | None = None,
    freq: str | None = None,
    weekmask: str | None = None,
    hours: str | None = None,
    **reading: Any,
) -> SeriesSet:
    """Reads the needed columns of tables, as series on the grid of one step.

    A series begins and ends with a known value. Rows after the last known value are the future, for which the
    table may have covariates. Rows that the table leaves out in between are missing values.

    Args:
        sources: a path, a folder, a pattern such as `runs/*.csv`, an array, a mapping of names to arrays, a
            frame; or a list of these.
        columns: the roles of the columns.
        rows: first row and the row after the last one, of each table, before anything else.
        frequency: the step that a model was trained with; None: the commonest one of the data.
        categories: what the texts of covariates were when a model was trained; None: found in the data.
        freq: the step as pandas calls it (h, 5min, D, B, W, ME, BME, BQE); None: found in the data.
        weekmask: the days that have rows, as Mon-Sat; None: found.
        hours: the opening hours, as 09:00-17:00, or all; None: found.
        **reading: how tables are read, see `elman.tables.ReadOptions`.

    Raises:
        UnknownNameError: a column is not there.
        DataError: a table cannot be used.
        ArgumentError: the roles or the rows break a rule.
    """
    series, _ = read_with_columns(
        sources,
        columns,
        rows=rows,
        frequency=frequency,
        categories=categories,
        asked=AskedCalendar(freq=freq, weekmask=weekmask, hours=hours),
        **reading,
    )
    return series


def read_with_columns(
    sources: Source | Sequence[Source],
    columns: SeriesColumns,
    *,
    rows: Rows | None = None,
    frequency: Frequency | None = None,
    categories: Categories | None = None,
    asked: AskedCalendar | None = None,
    **reading: Any,
) -> tuple[SeriesSet, SeriesColumns]:
    """Reads the needed columns of tables. Returns the series, and the columns with every target by its name.

    Args:
        sources: a path, a folder, a pattern such as `runs/*.csv`, an array, a mapping of names to arrays, a
            frame; or a list of these.
        columns: the roles of the columns.
        rows: first row and the row after the last one, of each table, before anything else.
        frequency: the step that a model was trained with; None: the commonest one of the data.
        categories: what the texts of covariates were when a model was trained; None: found in the data.
        asked: what the user says about the calendar; None: nothing.
        **reading: how tables are read, see `elman.tables.ReadOptions`.

    Raises:
        UnknownNameError: a column is not there.
        DataError: a table cannot be used.
        ArgumentError: the roles or the rows break a rule.
    """
    options = ReadOptions.of(reading)
    opened, notes = open_all(sources, options, time=columns.time)
    named, columns = columns, columns.completed(opened[0].names)
    tables = [_read_table(table, columns, rows, options) for table in opened]
    asked = asked or AskedCalendar()
    asked.check()
    if asked and frequency is not None:
        raise ArgumentError(
            f"freq, weekmask and hours must not be given with a forecaster, which knows its step. Leave "
            f"them out, or fit with them ({frequency})."
        )
    step, stamps = settle_frequency(tables, frequency, targets=columns.targets, asked=asked)
    known = find_categories(tables, (*columns.past, *columns.future)) if categories is None else categories
    parts, unknown = _gather(tables, stamps, columns, known, step)
    if not parts.ids:
        names = names_text(tuple(map(repr, columns.targets)))
        raise DataError(
            f"{tables[0].label} must have values in {names}, and all of them are missing. Check the names "
            "and the rows."
        )
    notes += [note for table in tables for note in table.notes]
    notes += _notes(parts, tables, step, unknown)
    if frequency is None:
        notes += calendar_notes(step, parts.stamps, parts.ids, asked=bool(asked))
    series = SeriesSet(
        ids=_distinct(parts, columns, [table.label for table in tables]),
        y=tuple(parts.y),
        first=tuple(parts.first),
        frequency=step,
        days=tuple(parts.days) if step.has_own_days else (),
        past=tuple(parts.past),
        past_names=columns.past,
        future=tuple(parts.future),
        future_names=columns.future,
        static={name: _one_kind(name, values) for name, values in parts.static.items()},
        categories=known,
        notes=tuple(notes),
    )
    named = replace(named, targets=columns.targets if ALL in named.targets else named.targets)
    timed = all(table.time is not None for table in tables)
    return join_part_files(series, parts.ids, parts.table, columns, timed=timed), named


def _gather(
    tables: Sequence[StampedTable],
    stamps: Sequence[Any],
    columns: SeriesColumns,
    known: Categories,
    step: Frequency,
) -> tuple[_Parts, dict[str, set[str]]]:
    """Returns the series of all tables, and the texts of each covariate that are not known."""
    parts = _Parts(static={name: [] for name in columns.static})
    unknown: dict[str, set[str]] = {}
    for number, (table, groups) in enumerate(zip(tables, stamps, strict=True)):
        covariates = {}
        for name in (*columns.past, *columns.future):
            covariates[name], new = covariate(table, name, known)
            unknown.setdefault(name, set()).update(new)
        _add_table(parts, table, groups, columns, covariates, step, several=len(tables) > 1)
        parts.table += [number] * (len(parts.ids) - len(parts.table))
    return parts, unknown


def _read_table(
    table: Table, columns: SeriesColumns, rows: Rows | None, options: ReadOptions
) -> StampedTable:
    return read_stamped(
        table,
        table.label,
        numbers=columns.targets,
        either=(*columns.past, *columns.future, *columns.static),
        id=columns.id,
        time=columns.time,
        rows=rows,
        options=options,
    )


def _add_table(
    parts: _Parts,
    table: StampedTable,
    groups: Sequence[Array],
    columns: SeriesColumns,
    covariates: Mapping[str, Array],
    step: Frequency,
    *,
    several: bool,
) -> None:
    start = 0
    for name, stamp_N in zip(table.ids, groups, strict=True):
        group = slice(start, start := start + len(stamp_N))
        rows: slice | Array = group
        if step.closes:
            rows, stamp_N = _open_rows(parts, table, columns, step, group, stamp_N)  # noqa: PLW2901
        if not len(stamp_N):
            continue
        day = own_day(stamp_N) or 0 if step.has_own_days else 0
        own = step.of_day(day)
        place_N = place_rows(stamp_N, own, table, table.row_N[rows])
        parts.put_forward += clocks_put_forward(stamp_N, place_N)
        past_NC, future_NC = (
            spread(_columns([covariates[column][rows] for column in names], len(stamp_N)), place_N)
            for names in (columns.past, columns.future)
        )
        for target in columns.targets:
            full = _name(table, name, target, columns, several=several)
            y_N = spread(table.numbers[target][rows], place_N)
            if not _add_series(parts, full, y_N, past_NC, future_NC, stamp_N[0], columns, own):
                continue
            parts.days.append(day)
            parts.stamps.append(stamp_N[~np.isnan(table.numbers[target][rows])])
            for column in columns.static:
                parts.static[column].append(_static(table, name, column, rows))


def _open_rows(
    parts: _Parts,
    table: StampedTable,
    columns: SeriesColumns,
    step: Frequency,
    rows: slice,
    stamp_N: Array,
) -> tuple[Array, Array]:
    """The rows of a group without those that have no value at a time at which none ever is."""
    has_N = np.any([~np.isnan(table.numbers[target][rows]) for target in columns.targets], axis=0)
    kept_N = np.flatnonzero(~step.closed(stamp_N) | has_N)
    parts.closed += len(stamp_N) - len(kept_N)
    return kept_N + rows.start, stamp_N[kept_N]


def _add_series(
    parts: _Parts,
    name: str,
    y_N: Array,
    past_NC: Array,
    future_NC: Array,
    first: Stamp,
    columns: SeriesColumns,
    step: Frequency,
) -> bool:
    """Adds a series from its first known value to its last one; whether it has any."""
    known = np.flatnonzero(~np.isnan(y_N))
    if not known.size:
        parts.empty.append(name)
        return False
    start, stop = int(known[0]), int(known[-1]) + 1
    gaps = stop - start - len(known)
    parts.gaps += gaps
    parts.with_gaps += gaps > 0
    parts.ended += stop < len(y_N)
    parts.ids.append(name)
    parts.y.append(y_N[start:stop])
    parts.first.append(step.stamps(first, 1, start=start)[0])
    if columns.past:
        parts.past.append(past_NC[start:stop])
    if columns.future:
        parts.future.append(future_NC[start:])
    return True


def _name(table: StampedTable, group: str, target: str, columns: SeriesColumns, *, several: bool) -> str:
    """What a series is called: by id (or table) and target, as far as they tell series apart."""
    names = [group] if columns.id or several or len(table.ids) > 1 else []
    names += [target] if len(columns.targets) > 1 or not names else []
    return ": ".join(names)


def _columns(parts: Sequence[Array], rows: int) -> Array:
    return np.stack(parts, axis=1) if parts else np.zeros((rows, 0))


def _static(table: StampedTable, group: str, column: str, rows: slice | Array) -> float | str:
    """The one value that a column has in a group.

    Raises:
        DataError: it has several.
    """
    if column in table.texts:
        texts = sorted(set(table.texts[column][rows]) - {""})
        values: Sequence[float | str] = texts or [""]
    else:
        number_N = table.numbers[column][rows]
        values = np.unique(number_N[~np.isnan(number_N)]).tolist() or [np.nan]
    if len(values) > 1:
        raise DataError(
            f"static column {column!r} must have one value in each series, got {values[0]!r} and "
            f"{values[1]!r} for {group!r}. What changes with time is a past or a future column."
        )
    return values[0]


def _one_kind(name: str, values: Sequence[float | str]) -> Static:
    texts = [value for value in values if isinstance(value, str)]
    if not texts:
        return tuple(float(value) for value in values)
    if not all(isinstance(value, str) or np.isnan(value) for value in values):
        raise DataError(f"static column {name!r} must hold numbers or text, got both in several tables.")
    return tuple(value if isinstance(value, str) else "" for value in values)


def _distinct(parts: _Parts, columns: SeriesColumns, labels: Sequence[str]) -> tuple[str, ...]:
    """The series' names, with their table before them where two tables have the same."""
    names = [
        [name for name, table in zip(parts.ids, parts.table, strict=True) if table == number]
        for number in range(len(labels))
    ]
    return told_apart(names, labels, by_id=columns.id is not None)


def _notes(
    parts: _Parts, tables: Sequence[StampedTable], step: Frequency, unknown: Mapping[str, set[str]]
) -> Iterator[str]:
    if all(table.time is None for table in tables):
        yield "No time column was named, so the rows are numbered from 0 and taken as evenly spaced."
    if parts.gaps:
        yield (
            f"Missing values: {parts.gaps}, in {parts.with_gaps} of {len(parts.ids)} series (step: {step})."
        )
    if parts.closed:
        yield (f"Rows without a value outside of {step.closing} were left out: {parts.closed}. None has one.")
    if parts.put_forward and step.zone is None:
        yield (
            f"Hours of a Sunday's night that are missing: {parts.put_forward}. The times seem to be of a "
            "clock that is put forward for daylight saving; in UTC they have no such gap."
        )
    if step.zone is not None and not step.on_the_wall and _saves_daylight(step.zone, parts.first[0]):
        yield (
            f"Times are of the zone {step.zone} and steps ({step}) are counted in UTC: where daylight saving "
            "begins or ends, a day has 23 or 25 hours."
        )
    if parts.ended and len(parts.ids) > 1 and parts.ended < len(parts.ids):
        yield (
            f"{parts.ended} of {len(parts.ids)} series end before their table does; each is forecast from "
            "its own last known value."
        )
    if parts.empty:
        yield f"{len(parts.empty)} series have no value and were left out: {_short(parts.empty)}."
    for name, texts in unknown.items():
        if texts:
            yield (
                f"Column {name!r} has texts that the training did not have. They count as unknown: "
                f"{_short(texts)}."
            )


def _saves_daylight(zone: str, first: Stamp) -> bool:
    return saves_daylight(zone, int(np.asarray(first).astype("M8[Y]").astype(int)) + 1970)


def _short(names: Sequence[str] | set[str]) -> str:
    ordered = sorted(names)
    return ", ".join(map(repr, ordered[:5])) + (", ..." if len(ordered) > 5 else "")
