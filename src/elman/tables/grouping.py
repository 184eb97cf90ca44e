"""The rows of a table: their number, and which rows belong together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.column import Column
from elman.readers.formats.table import Table
from elman.readers.rows import Rows, written
from elman.tables.numbers import Place
from elman.tables.roles import ambiguous

ID_JOINT = "/"
"""Stands between the parts of an id that several columns make."""


def check_height(table: Table, height: int, rows: Rows) -> None:
    """Checks that reading gave any rows.

    Raises:
        DataError: there are no rows.
    """
    if height:
        return
    if rows == (None, None):
        raise DataError(f"{table.label} must have rows, and it has none. Check how it was written.")
    raise DataError(
        f"rows must be in {table.label}, got {written(rows)}, and it ends before. Rows are counted from 0 "
        "after the header."
    )


def rows_note(table: Table, height: int, rows: Rows) -> list[str]:
    """Returns a note if the table ends before the rows that were asked for."""
    start, stop = rows
    if stop is None or height == stop - (start or 0):
        return []
    return [f"{table.label} ends at row {(start or 0) + height}, before the end of rows {written(rows)}."]


def settle_duplicates(
    table: Table, columns: Mapping[int, Column], found: Mapping[str, Sequence[int]]
) -> list[str]:
    """Takes the first of several columns with one name if all of them have the same values."""
    notes = []
    for name, places in found.items():
        first, *others = (columns[place] for place in places)
        if not all(first.equals(other) for other in others):
            raise ambiguous(table, name, places)
        if others:
            written_places = " and ".join(str(place + 1) for place in places)
            notes.append(
                f"Columns {written_places} of {table.label} are both called {name!r}, with the same values."
            )
    return notes


def group_rows(
    columns: Sequence[Column], places: Sequence[Place]
) -> tuple[list[str], list[int], Array | None]:
    """Returns the ids in order of first appearance, the rows of each, and the row order that joins them.

    Args:
        columns: the id columns, which make the id together.
        places: where each of them stands.

    Returns:
        The ids, the number of rows of each, and the order; None if the rows of each id are already together.
    """
    codes_N, ids = _codes(columns[0], places[0])
    for column, place in zip(columns[1:], places[1:], strict=True):
        more_N, more = _codes(column, place)
        pairs, first_N, inverse_N = np.unique(
            codes_N * len(more) + more_N, return_index=True, return_inverse=True
        )
        order = np.argsort(first_N)
        rank = np.empty(len(order), np.int64)
        rank[order] = np.arange(len(order))
        codes_N = rank[inverse_N]
        ids = [
            f"{ids[pair // len(more)]}{ID_JOINT}{more[pair % len(more)]}" for pair in pairs[order].tolist()
        ]
    lengths = np.bincount(codes_N, minlength=len(ids)).tolist()
    if (np.diff(codes_N) >= 0).all():
        return _apart(ids), lengths, None
    return _apart(ids), lengths, np.argsort(codes_N, kind="stable")


def _codes(column: Column, place: Place) -> tuple[Array, list[str]]:
    """Returns the number of each row's id in the order of first appearance, and the ids as text."""
    missing = column.missing
    if missing.any():
        raise DataError(
            f"id column {place.column!r} must have a value in every row, and it has none in "
            f"{place.row(int(np.argmax(missing)))}. Fill it in, or leave those rows out."
        )
    seen: dict[object, int] = {}
    cells = column.cells_N
    if cells.dtype.kind == "f" and (cells == np.rint(cells)).all() and (np.abs(cells) < 2**53).all():
        cells = cells.astype(np.int64)
    listed = [cell.strip() if isinstance(cell, str) else cell for cell in cells.tolist()]
    codes_N = np.fromiter((seen.setdefault(cell, len(seen)) for cell in listed), np.int64, len(listed))
    return codes_N, [str(cell) for cell in seen]


def _apart(ids: list[str]) -> list[str]:
    """Returns the ids; ids with the same text get a number."""
    seen: dict[str, int] = {}
    apart = []
    for name in ids:
        seen[name] = seen.get(name, 0) + 1
        apart.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return apart
