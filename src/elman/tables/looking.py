"""What is in a table, and how it will be read: a short page, or the same for a script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.column import Column
from elman.readers.formats import Table
from elman.readers.options import ReadOptions
from elman.readers.rows import Rows, check_rows
from elman.shown import counted
from elman.tables.many import open_all
from elman.tables.numbers import Place, to_float64
from elman.tables.sources import Source
from elman.tables.suspicious import suspicious_note
from elman.tables.times.digits import refuse_dates
from elman.tables.times.given import counts_from_1970
from elman.tables.times.stamps import Stamps, read_stamps

MOST_COLUMNS = 200
"""The most columns that are looked at; further columns are left out."""
FEW_TEXTS = 5
_WORDS = (
    (604800, "week"),
    (86400, "day"),
    (3600, "hour"),
    (60, "minute"),
    (1, "second"),
    (1e-3, "millisecond"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class ColumnLook:
    """The content of a column."""

    name: str
    """The name of the column."""
    kind: str
    """The kind of its values: number, time, text, empty, or other."""
    rows: int
    """The number of its rows."""
    missing: int
    """The number of rows without a value."""
    span: str
    """The range of its values, or its most frequent texts, in words."""
    low: float | str | None = None
    """The smallest number or the first time; None if it has neither."""
    high: float | str | None = None
    """The largest number or the last time; None if it has neither."""
    step: str | None = None
    """The most frequent step of times, in words; None if it has no times."""
    remarks: tuple[str, ...] = ()
    """What is unusual: gaps, repeated or descending times, values that look like codes."""
    use: str = ""
    """What it can be used as."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TableLook:
    """The content of a table."""

    label: str
    """The name of the table."""
    rows: int
    """The number of its rows."""
    columns: tuple[ColumnLook, ...]
    """The content of each column, in the table's order."""
    written: str
    """How the file is written, in words; empty if it is no text file."""
    notes: tuple[str, ...]
    """What reading finds and does, one sentence each."""
    problems: tuple[str, ...] = ()
    """What you must decide before the table can be read."""

    def describe(self) -> str:
        """The page."""
        head = f"{self.label}: {counted(self.rows, 'row')}, {counted(len(self.columns), 'column')}"
        lines = [f"{head} ({self.written})" if self.written else head, *_aligned(self.columns)]
        lines += [f"must be decided: {problem}" for problem in self.problems]
        return "\n".join([*lines, *(f"note: {note}" for note in self.notes)])


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """The content of some tables."""

    tables: tuple[TableLook, ...]
    """The content of each table."""
    notes: tuple[str, ...] = ()
    """Notes on folders."""

    def describe(self) -> str:
        """Describes the tables on a short page."""
        pages = [table.describe() for table in self.tables]
        return "\n\n".join([*pages, *(f"note: {note}" for note in self.notes)])

    def __str__(self) -> str:
        """The page."""
        return self.describe()

    def to_json(self) -> dict[str, Any]:
        """Returns the content as a dictionary for JSON."""
        return asdict(self)


def look(sources: Source | Sequence[Source], *, rows: Rows | None = None, **reading: Any) -> Look:
    """Looks at tables and reports their columns, ranges and gaps, and how elman will read them.

    Args:
        sources: a path, an array, a mapping of names to arrays, a frame, or a list of these.
        rows: first row and the row after the last one, of each table; None: all rows.
        **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
            `separator=";"`.

    Returns:
        The content of each table. Print it, or call `to_json`.

    Raises:
        DataError: a file cannot be opened.
        ArgumentError: an option breaks its rule.
    """
    check_rows(rows or (None, None))
    options = ReadOptions.of(reading)
    tables, notes = open_all(sources, options)
    found = tuple(_look_at(table, rows or (None, None), options) for table in tables)
    return Look(tables=found, notes=tuple(notes))


def _look_at(table: Table, rows: Rows, options: ReadOptions) -> TableLook:
    columns, problems = _read_columns(table, list(range(len(table.names)))[:MOST_COLUMNS], rows)
    looks = [
        _look_at_column(column, Place(column=table.names[place], table=table.label), options)
        for place, column in columns.items()
    ]
    notes = [*table.notes, *_parted_time(table)]
    if len(table.names) > MOST_COLUMNS:
        notes.append(f"{table.label} has {len(table.names):,} columns; the first {MOST_COLUMNS} are shown.")
    heights = [len(column) for column in columns.values()]
    return TableLook(
        label=table.label,
        rows=max(heights, default=0),
        columns=tuple(looks),
        written=_written(table),
        notes=tuple(dict.fromkeys(notes)),
        problems=tuple(dict.fromkeys(problems)),
    )


def _parted_time(table: Table) -> list[str]:
    """Returns a note on columns that together make the time."""
    from elman.tables.times.parts import unit_of

    units = {unit_of(name): name for name in table.names}
    names = [units[unit] for unit in ("year", "month", "day", "hour", "minute", "second") if unit in units]
    if len(names) < 3:
        return []
    return [f"{', '.join(names)} of {table.label} may be the time together: --time {','.join(names)}."]


def _read_columns(table: Table, places: list[int], rows: Rows) -> tuple[dict[int, Column], list[str]]:
    """Reads all columns together if possible, otherwise one by one; and returns the problems of some."""
    try:
        return dict(zip(places, table.read(places, rows), strict=True)), []
    except DataError:
        columns, problems = {}, []
    for place in places:
        try:
            columns[place] = table.read([place], rows)[0]
        except DataError as error:
            problems.append(str(error))
            columns[place] = _as_written(table, place, rows)
    return columns, problems


def _as_written(table: Table, place: int, rows: Rows) -> Column:
    try:
        return table.read([place], rows, text=[place])[0]
    except DataError:
        return Column(np.empty(0, object), foreign="unreadable")


def _written(table: Table) -> str:
    dialect = getattr(table, "dialect", None)
    if dialect is None:
        return ""
    signs = {" ": "blanks", "\t": "tabs", ",": "commas", ";": "semicolons", "|": "bars"}
    parts = [dialect.encoding, f"separated by {signs.get(dialect.separator, repr(dialect.separator))}"]
    parts.append("no header" if dialect.numbered else f"first row in line {dialect.lines_before + 1}")
    return ", ".join(parts)


def _look_at_column(column: Column, place: Place, options: ReadOptions) -> ColumnLook:
    missing = int(column.missing.sum())
    base = ColumnLook(
        name=place.column, kind="other", rows=len(column), missing=missing, span=column.foreign or ""
    )
    if column.kind == "other":
        return replace(base, use="cannot be used: leave it out")
    if missing == len(column):
        return replace(base, kind="empty", span="no value", use="cannot be used: leave it out")
    known = column.take(np.flatnonzero(~column.missing))
    stamps = _as_times(known, place, options)
    if stamps is not None:
        return _look_at_times(base, stamps)
    if column.kind == "number":
        return _look_at_numbers(base, to_float64(known, place, options), place)
    return _look_at_texts(base, known, place, options)


def _as_times(known: Column, place: Place, options: ReadOptions) -> Stamps | None:
    """Returns the column as times, if its cells are dates or times of the day."""
    try:
        stamps = read_stamps(known, place, options.time_format, None, [len(known)])
    except DataError:
        return None
    return stamps if stamps.unit else None


def _look_at_times(base: ColumnLook, stamps: Stamps) -> ColumnLook:
    tick_N = stamps.ticks
    step_N = np.diff(tick_N)
    forward_N = step_N[step_N > 0]
    median = float(np.median(forward_N)) if len(forward_N) else 0.0
    first, last = (_time(tick_N[place], stamps) for place in (0, -1))
    remarks = list(stamps.notes)
    repeated, backward = int((step_N == 0).sum()), int((step_N < 0).sum())
    gaps = int((forward_N > 1.5 * median).sum())
    if backward:
        remarks.append(f"{counted(backward, 'step')} back: name the id column, or --sort")
    if repeated:
        remarks.append(f"{repeated:,} times repeated: name the id column, or --duplicates mean")
    if gaps and not backward:
        remarks.append(
            f"{counted(gaps, 'gap')}, the longest {_duration(float(forward_N.max()))}: --split-gaps"
        )
    return replace(
        base,
        kind="time",
        span=f"{first} to {last}" + (f", {stamps.zone}" if stamps.zone else ""),
        low=first,
        high=last,
        step=_duration(median) if median else None,
        remarks=tuple(remarks),
        use="the time: --time",
    )


def _look_at_numbers(base: ColumnLook, number_N: Array, place: Place) -> ColumnLook:
    low, high = float(number_N.min()), float(number_N.max())
    use = "input or target"
    if low == high:
        use = "constant: of no use as an input"
    elif _is_even(number_N):
        unix = ", --time-format unix: it counts from 1970" if counts_from_1970(number_N) else ""
        use = f"evenly ascending by {float(np.median(np.diff(number_N))):.6g}: may be the time (--time{unix})"
    return replace(
        base,
        kind="number",
        span=f"{low:.6g} to {high:.6g}, mean {float(number_N.mean()):.6g}",
        low=low,
        high=high,
        remarks=(*suspicious_note(place.table, place.column, number_N), *_may_be_dates(number_N, place)),
        use=use,
    )


def _may_be_dates(number_N: Array, place: Place) -> tuple[str, ...]:
    """What stands against the numbers as a time."""
    try:
        refuse_dates(number_N, place, None, [len(number_N)])
    except DataError as error:
        return (str(error),)
    return ()


def _is_even(number_N: Array) -> bool:
    step_N = np.diff(number_N)
    return len(step_N) > 2 and bool((step_N > 0).all()) and bool(np.ptp(step_N) <= 1e-3 * np.median(step_N))


def _look_at_texts(base: ColumnLook, known: Column, place: Place, options: ReadOptions) -> ColumnLook:
    texts, counts = np.unique(known.cells_N.astype(str), return_counts=True)
    shown = ", ".join(texts[np.argsort(-counts, kind="stable")][:FEW_TEXTS])
    more = ", ..." if len(texts) > FEW_TEXTS else ""
    remarks = _half_numbers(known, place, options)
    use = "an id (--id), or a category" if len(texts) <= 256 else "too many texts for a category"
    return replace(
        base, kind="text", span=f"{len(texts):,} different: {shown}{more}", remarks=remarks, use=use
    )


def _half_numbers(known: Column, place: Place, options: ReadOptions) -> tuple[str, ...]:
    """Returns why a column is not numeric although at least half of its cells are numbers."""
    from elman.readers.text.cells import is_number

    numbers = sum(map(is_number, known.cells_N.tolist()))
    if numbers < 0.5 * len(known):
        return ()
    try:
        to_float64(known, place, options)
    except DataError as error:
        return (str(error),)
    return ()


def _time(tick: Any, stamps: Stamps) -> str:
    if stamps.time_N.dtype.kind == "m":
        return _duration(float(tick))
    text = str(np.datetime64(int(tick), "us"))
    return text.removesuffix(".000000").removesuffix("T00:00:00").replace("T", " ")


def _duration(microseconds: float) -> str:
    seconds = microseconds / 1e6
    for size, word in _WORDS:
        count = seconds / size
        if count >= 1 and abs(count - round(count)) < 1e-6 * count:
            return word if round(count) == 1 else f"{round(count)} {word}s"
    return f"{seconds:.6g} seconds"


def _aligned(columns: Sequence[ColumnLook]) -> list[str]:
    """Returns the columns as lines with aligned parts."""
    rows = [
        (
            column.name or "(no name)",
            column.kind,
            column.span if column.step is None else f"{column.span}, step: {column.step}",
            f"{column.missing:,} missing" if column.missing else "",
            "; ".join((column.use, *column.remarks)),
        )
        for column in columns
    ]
    widths = [max(len(row[place]) for row in rows) for place in range(4)] if rows else []
    return [
        "  "
        + "  ".join(
            [*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]
        ).rstrip()
        for row in rows
    ]
