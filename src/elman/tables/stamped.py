"""A table's columns as numbers or text, its rows grouped by id and stamped with their times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.tables.grouping import check_height, group_rows, rows_note, settle_duplicates
from elman.tables.numbers import Place, to_float64
from elman.tables.readers import MISSING
from elman.tables.roles import check_distinct, find_columns
from elman.tables.rows import Rows, check_rows
from elman.tables.sources import Source, open_source
from elman.tables.stamps import check_stamps, stamp_values

if TYPE_CHECKING:
    import polars


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
    """Times, see `stamp_values`; None without a time column. They ascend in every group."""
    zone: str | None
    """Where the clock of the times hangs; None: not known."""
    numbers: Mapping[str, Array]
    """Columns of numbers, float64 `(N,)`, NaN where missing."""
    texts: Mapping[str, Array]
    """Columns of text, objects `(N,)`, empty where missing."""
    notes: tuple[str, ...]
    """What opening and reading found and did."""


def read_stamped(
    source: Source,
    label: str,
    *,
    numbers: Sequence[str],
    either: Sequence[str] = (),
    id: str | None = None,  # noqa: A002
    time: str | None = None,
    rows: Rows | None = None,
) -> StampedTable:
    """Reads a table's columns with their stamps.

    Args:
        source: a path, an array, a mapping of names to arrays, or a frame.
        label: what a table in memory is called.
        numbers: columns that must hold numbers.
        either: columns that may hold text; one in which no cell is a number does.
        id: the column that tells the groups apart.
        time: the column of the times.
        rows: first row and the row after the last one.

    Raises:
        UnknownNameError: a column is not there.
        DataError: the table cannot be used; a time is missing, earlier than the one before, or there twice.
    """
    start, stop = rows or (None, None)
    check_rows((start, stop))
    table = open_source(source, label)
    wanted = [*numbers, *either, *(name for name in (id, time) if name)]
    found = {name: find_columns(table, name) for name in wanted}
    check_distinct(table, found)
    as_text = [place for name in (*either, id, time) if name for place in found[name]]
    frame = table.read([place for places in found.values() for place in places], (start, stop), text=as_text)
    check_height(table, frame.height, (start, stop))
    notes = [*table.notes, *rows_note(table, frame.height, (start, stop))]
    notes += settle_duplicates(table, frame, found)
    place_of = {name: str(places[0]) for name, places in found.items()}
    where = {name: Place(column=name, table=table.label, first_row=start or 0) for name in found}
    ids, lengths, order_N = group_rows(frame, id, place_of, where)
    order_N = np.arange(frame.height) if order_N is None else order_N.astype(np.int64)
    stamp_N, zone = None, None
    if time:
        stamp_N, zone = stamp_values(frame[place_of[time]], where[time])
        stamp_N = stamp_N[order_N]
        check_stamps(stamp_N, order_N, lengths, where[time])
    columns = {name: to_float64(frame[place_of[name]], where[name])[order_N] for name in numbers}
    texts = {
        name: _as_text(frame[place_of[name]])[order_N] for name in either if _is_text(frame[place_of[name]])
    }
    others = [name for name in either if name not in texts]
    columns |= {name: to_float64(frame[place_of[name]], where[name])[order_N] for name in others}
    return StampedTable(
        label=table.label,
        ids=tuple(ids) or (table.label,),
        lengths=tuple(lengths),
        row_N=order_N + (start or 0),
        stamp_N=stamp_N,
        zone=zone,
        numbers=columns,
        texts=texts,
        notes=tuple(notes),
    )


def _is_text(series: polars.Series) -> bool:
    """Whether the column holds text: not one of its cells is a number, or true or false."""
    import polars as pl

    if series.dtype in (pl.Categorical, pl.Enum):
        return True
    if series.dtype != pl.String:
        return False
    cells = series.str.strip_chars()
    cells = cells.filter(cells.is_not_null() & ~cells.is_in(list(MISSING)))
    number = cells.cast(pl.Float64, strict=False).is_not_null()
    return bool(len(cells)) and not (number | cells.str.to_lowercase().is_in(["true", "false"])).any()


def _as_text(series: polars.Series) -> Array:
    import polars as pl

    cells = series.cast(pl.String).str.strip_chars()
    cells = cells.set(cells.is_in(list(MISSING)), None).fill_null("")
    return np.array(cells.to_list(), dtype=object)
