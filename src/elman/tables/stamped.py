"""A table's columns as numbers or text, its rows grouped by id and stamped with their times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.tables.column import Column
from elman.tables.grouping import check_height, group_rows, rows_note, settle_duplicates
from elman.tables.numbers import Place, to_float64
from elman.tables.options import ReadOptions
from elman.tables.readers import MISSING, Table
from elman.tables.roles import as_names, check_distinct, find_columns, find_time, split_names
from elman.tables.rows import Rows, check_rows
from elman.tables.sources import Source, open_source
from elman.tables.suspicious import suspicious_note
from elman.tables.times.given import check_format
from elman.tables.times.mending import mend
from elman.tables.times.parts import one_column
from elman.tables.times.rows import TimedRows
from elman.tables.times.stamps import read_stamps

_TRUTHS = frozenset({"true", "false"})


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class StampedTable:
    """Columns of one table; the rows of each id stand together, in the table's order."""

    label: str
    """What the table is called in sentences."""
    ids: tuple[str, ...]
    """Of each group of rows; the table's label where there is no id column."""
    lengths: tuple[int, ...]
    """Rows of each group."""
    row_N: Array
    """The table's row of each row here, int64, counted from 0 after the header."""
    stamp_N: Array | None
    """Times, see `Stamps`; None without a time column. They ascend in every group."""
    zone: str | None
    """Where the clock of the times hangs; None: not known."""
    numbers: Mapping[str, Array]
    """Columns of numbers, float64 `(N,)`, NaN where missing."""
    texts: Mapping[str, Array]
    """Columns of text, objects `(N,)`, empty where missing."""
    notes: tuple[str, ...]
    """What opening and reading found and did."""
    time: str | None = None
    """The time column: the one that was named, or the one that the table itself says is the time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """The columns that are read, with their places."""

    found: dict[str, list[int]]
    ids: tuple[str, ...]
    time: str | None
    time_places: list[int]

    @property
    def places(self) -> list[int]:
        every = [place for places in self.found.values() for place in places] + self.time_places
        return list(dict.fromkeys(every))


def read_stamped(
    source: Source,
    label: str,
    *,
    numbers: Sequence[str],
    either: Sequence[str] = (),
    id: str | Sequence[str] | None = None,  # noqa: A002
    time: str | None = None,
    rows: Rows | None = None,
    options: ReadOptions | None = None,
    strict: bool = True,
) -> StampedTable:
    """Reads a table's columns with their stamps.

    Args:
        source: a path, an array, a mapping of names to arrays, a frame, or a table that is open.
        label: what a table in memory is called.
        numbers: columns that must hold numbers.
        either: columns that may hold text; one in which no cell is a number does.
        id: the column, or the columns together, that tell the groups apart.
        time: the column of the times, or several with commas; None: the one that the table says is its time.
        rows: first row and the row after the last one.
        options: what is decided about reading.
        strict: whether a time may be there once only in a group.

    Raises:
        UnknownNameError: a column is not there.
        DataError: the table cannot be used; a time is missing, earlier than the one before, or there twice.
    """
    options = options or ReadOptions()
    check_format(options.time_format)
    start, stop = rows or (None, None)
    check_rows((start, stop))
    table = open_source(source, label, options)
    wanted = _find(table, [*numbers, *either], id, time)
    text = [place for name in wanted.ids for place in wanted.found[name]]
    read = table.read(wanted.places, (start, stop), text=text)
    columns = dict(zip(wanted.places, read, strict=True))
    height = len(read[0])
    check_height(table, height, (start, stop))
    notes = [*table.notes, *rows_note(table, height, (start, stop))]
    notes += settle_duplicates(table, columns, wanted.found)
    first = {name: columns[places[0]] for name, places in wanted.found.items()}
    where = {
        name: Place(column=name, table=table.label, first_row=start or 0)
        for name in (*first, *((wanted.time,) if wanted.time else ()))
    }
    timed, said = _timed_rows(table, wanted, first, columns, where, options, (numbers, either))
    notes += said
    if wanted.time:
        timed, said = mend(timed, options, strict=strict)
        notes += said
    return _as_table(table, timed, wanted, tuple(notes), start or 0)


def _find(
    table: Table,
    names: Sequence[str],
    id: str | Sequence[str] | None,  # noqa: A002
    time: str | None,
) -> _Wanted:
    ids = tuple(split_names(as_names(id), table.names)) if id is not None else ()
    found = {name: find_columns(table, name) for name in (*names, *ids)}
    if time is None and table.index is not None and table.index not in found:
        time = table.index
    time_places = find_time(table, time) if time else []
    whole = {} if time is None or len(time_places) != 1 else {time: time_places}
    check_distinct(table, found | whole)
    return _Wanted(found=found, ids=ids, time=time, time_places=time_places)


def _timed_rows(
    table: Table,
    wanted: _Wanted,
    first: Mapping[str, Column],
    columns: Mapping[int, Column],
    where: Mapping[str, Place],
    options: ReadOptions,
    roles: tuple[Sequence[str], Sequence[str]],
) -> tuple[TimedRows, list[str]]:
    height = len(next(iter(columns.values())))
    ids, lengths, order_N = [table.label], [height], None
    if wanted.ids:
        ids, lengths, order_N = group_rows(
            [first[name] for name in wanted.ids], [where[name] for name in wanted.ids]
        )
    values, notes = _values(table, first, where, options, *roles)
    stamps = None
    if wanted.time:
        cells = [columns[place] for place in wanted.time_places]
        names = [table.names[place] for place in wanted.time_places]
        column = cells[0] if len(cells) == 1 else one_column(cells, names, table.label)
        stamps = read_stamps(column, where[wanted.time], options.time_format, order_N, lengths)
        notes += stamps.notes
    timed = TimedRows(
        ids=tuple(ids),
        lengths=(height,) if order_N is not None else tuple(lengths),
        row_N=np.arange(height),
        columns=values,
        stamps=stamps,
        place=where[wanted.time] if wanted.time else None,
    )
    return (timed if order_N is None else timed.take(order_N, tuple(lengths))), notes


def _values(
    table: Table,
    first: Mapping[str, Column],
    where: Mapping[str, Place],
    options: ReadOptions,
    numbers: Sequence[str],
    either: Sequence[str],
) -> tuple[dict[str, Array], list[str]]:
    """The columns as float64 or text, and notes on values that look like codes."""
    values: dict[str, Array] = {}
    notes: list[str] = []
    for name in (*numbers, *either):
        if name in either and _is_text(first[name]):
            values[name] = _as_text(first[name], options)
            continue
        values[name] = to_float64(first[name], where[name], options.missing_numbers)
        notes += suspicious_note(table.label, name, values[name])
    return values, notes


def _as_table(
    table: Table, timed: TimedRows, wanted: _Wanted, notes: tuple[str, ...], first_row: int
) -> StampedTable:
    texts = {name: values_N for name, values_N in timed.columns.items() if values_N.dtype == object}
    return StampedTable(
        label=table.label,
        ids=timed.ids,
        lengths=timed.lengths,
        row_N=timed.row_N + first_row,
        stamp_N=None if timed.stamps is None else timed.stamps.time_N,
        zone=None if timed.stamps is None else timed.stamps.zone,
        numbers={name: values_N for name, values_N in timed.columns.items() if name not in texts},
        texts=texts,
        notes=notes,
        time=wanted.time,
    )


def _is_text(column: Column) -> bool:
    """Whether the column holds text: not one of its cells is a number, or true or false."""
    if column.kind != "text":
        return False
    filled = {cell.strip() for cell in column.cells_N.tolist() if cell is not None} - set(MISSING)
    return bool(filled) and not any(map(_is_number_or_truth, filled))


def _is_number_or_truth(cell: str) -> bool:
    if cell.lower() in _TRUTHS:
        return True
    try:
        float(cell)
    except ValueError:
        return False
    return True


def _as_text(column: Column, options: ReadOptions) -> Array:
    missing = {*MISSING, *options.missing_texts}
    texts_N = np.empty(len(column), object)
    texts_N[:] = [
        "" if cell is None or cell.strip() in missing else cell.strip() for cell in column.cells_N.tolist()
    ]
    return texts_N
