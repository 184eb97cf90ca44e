"""A table's columns as numbers or text, its rows grouped by id and stamped with their times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.readers.column import Column
from elman.readers.formats import MISSING, Table
from elman.readers.options import ReadOptions
from elman.readers.rows import Rows, check_rows
from elman.tables.grouping import check_height, group_rows, rows_note, settle_duplicates
from elman.tables.numbers import Place, to_float64
from elman.tables.roles import as_names, check_distinct, find_columns, find_time, split_names
from elman.tables.sources import Source, open_source
from elman.tables.suspicious import suspicious_note
from elman.tables.times.rows import TimedRows

if TYPE_CHECKING:
    from elman.tables.times.stamps import Stamps

_TRUTHS = frozenset({"true", "false"})


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class StampedTable:
    """Columns of one table. The rows of each id stand together, in the table's order."""

    label: str
    """The name of the table in messages."""
    ids: tuple[str, ...]
    """The id of each group of rows; the table's label if there is no id column."""
    lengths: tuple[int, ...]
    """The number of rows of each group."""
    row_N: Array
    """The table's row of each row here, int64, counted from 0 after the header."""
    stamp_N: Array | None
    """The times, which ascend in every group; None without a time column."""
    zone: str | None
    """The time zone of the times; None: not known."""
    numbers: Mapping[str, Array]
    """Columns of numbers, float64 `(N,)`, NaN where missing."""
    texts: Mapping[str, Array]
    """Columns of text, objects `(N,)`, empty where missing."""
    notes: tuple[str, ...]
    """What opening and reading found and did, one sentence each."""
    time: str | None = None
    """The name of the time column: the one that was asked for, or the one that the table itself marks."""
    written: Mapping[str, Array] = field(default_factory=dict)
    """The id columns and the time column as the table has them, `(N,)`, if they were asked for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Wanted:
    """The columns that will be read, with their places."""

    found: dict[str, list[int]]
    numbers: tuple[str, ...]
    either: tuple[str, ...]
    ids: tuple[str, ...]
    time: str | None
    time_places: list[int]

    @property
    def places(self) -> list[int]:
        every = [place for places in self.found.values() for place in places] + self.time_places
        return list(dict.fromkeys(every))

    @property
    def id_places(self) -> list[int]:
        return [place for name in self.ids for place in self.found[name]]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cells:
    """The cells that were read, before they are converted."""

    table: Table
    wanted: _Wanted
    options: ReadOptions
    columns: dict[int, Column]
    first_row: int
    height: int

    def of(self, name: str) -> Column:
        return self.columns[self.wanted.found[name][0]]

    def place(self, name: str) -> Place:
        return Place(column=name, table=self.table.label, first_row=self.first_row)

    def let_go(self, name: str) -> None:
        """Drops the cells of a column that has become numbers, unless it is an id or the time, too."""
        for place in {*self.wanted.found[name]} - {*self.wanted.id_places, *self.wanted.time_places}:
            self.columns.pop(place, None)


# Many parameters: what a table is read by, as on the command line.
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
    written: bool = False,
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
        written: whether ids and times are kept as the table has them.

    Raises:
        UnknownNameError: a column is not there.
        DataError: the table cannot be used; a time is missing, earlier than the one before, or there twice.
    """
    options = options or ReadOptions()
    check_rows(rows or (None, None))
    table = open_source(source, label, options)
    wanted = _find(table, numbers, either, id, time)
    cells, notes = _read(table, wanted, rows or (None, None), options)
    values, said = _values(cells)
    notes += said
    timed, said = _timed_rows(cells, values)
    notes += said
    if wanted.time:
        from elman.tables.times.mending import mend

        done = getattr(table, "resamples", False)
        timed, said = mend(timed, replace(options, step=None) if done else options, strict=strict)
        notes += said
    return _as_table(cells, timed, tuple(notes), _written(cells, timed) if written else {})


def _find(
    table: Table,
    numbers: Sequence[str],
    either: Sequence[str],
    id: str | Sequence[str] | None,  # noqa: A002
    time: str | None,
) -> _Wanted:
    ids = tuple(split_names(as_names(id), table.names)) if id is not None else ()
    found = {name: find_columns(table, name) for name in (*numbers, *either, *ids)}
    if time is None and table.index is not None and table.index not in found:
        time = table.index
    time_places = find_time(table, time) if time else []
    whole = {} if time is None or len(time_places) != 1 else {time: time_places}
    check_distinct(table, found | whole)
    return _Wanted(
        found=found,
        numbers=tuple(numbers),
        either=tuple(either),
        ids=ids,
        time=time,
        time_places=time_places,
    )


def _read(table: Table, wanted: _Wanted, rows: Rows, options: ReadOptions) -> tuple[_Cells, list[str]]:
    read = table.read(wanted.places, rows, text=wanted.id_places)
    columns = dict(zip(wanted.places, read, strict=True))
    height = len(read[0])
    check_height(table, height, rows)
    notes = [*table.notes, *rows_note(table, height, rows)]
    notes += settle_duplicates(table, columns, wanted.found)
    first_row = rows[0] or 0
    cells = _Cells(
        table=table, wanted=wanted, options=options, columns=columns, first_row=first_row, height=height
    )
    return cells, notes


def _timed_rows(cells: _Cells, values: Mapping[str, Array]) -> tuple[TimedRows, list[str]]:
    ids, lengths, order_N = [cells.table.label], [cells.height], None
    names = cells.wanted.ids
    if names:
        ids, lengths, order_N = group_rows([cells.of(name) for name in names], list(map(cells.place, names)))
    stamps = _stamps(cells, order_N, lengths) if cells.wanted.time else None
    timed = TimedRows(
        ids=tuple(ids),
        lengths=(cells.height,) if order_N is not None else tuple(lengths),
        row_N=np.arange(cells.height),
        columns=values,
        stamps=stamps,
        place=cells.place(cells.wanted.time) if cells.wanted.time else None,
    )
    notes = list(stamps.notes) if stamps else []
    return (timed if order_N is None else timed.take(order_N, tuple(lengths))), notes


def _stamps(cells: _Cells, order_N: Array | None, lengths: Sequence[int]) -> Stamps:
    from elman.tables.times.given import check_format
    from elman.tables.times.parts import one_column
    from elman.tables.times.stamps import read_stamps

    check_format(cells.options.time_format)
    places, table = cells.wanted.time_places, cells.table
    columns = [cells.columns[place] for place in places]
    names = [table.names[place] for place in places]
    column = columns[0] if len(columns) == 1 else one_column(columns, names, table.label)
    place = cells.place(cells.wanted.time or "")
    return read_stamps(column, place, cells.options.time_format, order_N, lengths)


def _values(cells: _Cells) -> tuple[dict[str, Array], list[str]]:
    """Returns the columns as float64 or text, and notes on values that look like codes."""
    values: dict[str, Array] = {}
    notes: list[str] = []
    for name in (*cells.wanted.numbers, *cells.wanted.either):
        column = cells.of(name)
        if name in cells.wanted.either and _is_text(column):
            values[name] = _as_text(column, cells.options)
            cells.let_go(name)
            continue
        values[name] = to_float64(column, cells.place(name), cells.options)
        notes += suspicious_note(cells.table.label, name, values[name])
        cells.let_go(name)
    return values, notes


def _as_table(
    cells: _Cells, timed: TimedRows, notes: tuple[str, ...], written: Mapping[str, Array]
) -> StampedTable:
    texts = {name: values_N for name, values_N in timed.columns.items() if values_N.dtype == object}
    return StampedTable(
        label=cells.table.label,
        ids=timed.ids,
        lengths=timed.lengths,
        row_N=timed.row_N + cells.first_row,
        stamp_N=None if timed.stamps is None else timed.stamps.time_N,
        zone=None if timed.stamps is None else timed.stamps.zone,
        numbers={name: values_N for name, values_N in timed.columns.items() if name not in texts},
        texts=texts,
        notes=notes,
        time=cells.wanted.time,
        written=written,
    )


def _written(cells: _Cells, timed: TimedRows) -> dict[str, Array]:
    """Returns ids and times as the table has them; times on a grid as moments, or as text in a zone."""
    ids = {name: cells.of(name).cells_N[timed.row_N] for name in cells.wanted.ids}
    if timed.stamps is None:
        return ids
    assert cells.wanted.time is not None
    return ids | {cells.wanted.time: _written_times(cells, timed.stamps, timed.row_N)}


def _written_times(cells: _Cells, stamps: Stamps, row_N: Array) -> Array:
    places = cells.wanted.time_places
    column = cells.columns[places[0]]
    if len(places) == 1 and column.kind == "text" and cells.options.step is None:
        return column.cells_N[row_N]
    if stamps.zone is not None:
        from elman.tables.times.zones import to_offset_text

        return np.array(to_offset_text(stamps.time_N, stamps.zone), object)
    return stamps.time_N


def _is_text(column: Column) -> bool:
    """Tells whether the column holds text: none of its cells is a number, true or false."""
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
