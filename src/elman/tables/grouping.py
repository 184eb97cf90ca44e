"""The rows of a table: how many there are, and which belong together."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.tables.numbers import Place
from elman.tables.readers import Table
from elman.tables.roles import ambiguous
from elman.tables.rows import Rows, written

if TYPE_CHECKING:
    import polars


def check_height(table: Table, height: int, rows: Rows) -> None:
    """Checks that reading gave any rows.

    Raises:
        DataError: it gave none.
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
    """A note if the table ends before the rows that were asked for."""
    start, stop = rows
    if stop is None or height == stop - (start or 0):
        return []
    return [f"{table.label} ends at row {(start or 0) + height}, before the end of rows {written(rows)}."]


def settle_duplicates(table: Table, frame: polars.DataFrame, found: dict[str, list[int]]) -> list[str]:
    """Takes the first of several columns with the same name if they are the same throughout."""
    notes = []
    for name, places in found.items():
        first, *others = (frame[str(place)] for place in places)
        if not all(first.equals(other, check_names=False) for other in others):
            raise ambiguous(table, name, places)
        if others:
            written_places = " and ".join(str(place + 1) for place in places)
            notes.append(
                f"Columns {written_places} of {table.label} are both called {name!r}, with the same values."
            )
    return notes


def group_rows(
    frame: polars.DataFrame,
    id: str | None,  # noqa: A002
    place_of: dict[str, str],
    where: dict[str, Place],
) -> tuple[list[str], list[int], Array | None]:
    """The ids in order of first appearance, how many rows each has, and the row order that joins them."""
    if id is None:
        return [], [frame.height], None
    import polars as pl

    series = frame.drop_in_place(place_of[id])
    series = series.str.strip_chars() if series.dtype == pl.String else series
    if series.null_count():
        raise DataError(
            f"id column {id!r} must have a value in every row, and it has none in "
            f"{where[id].row(int(series.is_null().arg_max() or 0))}. Fill it in, or leave those rows out."
        )
    rows = pl.DataFrame({"id": series, "row": pl.int_range(frame.height, dtype=pl.UInt32, eager=True)})
    groups = rows.group_by("id", maintain_order=True).agg("row")
    order_N = groups["row"].explode().to_numpy()
    in_order = bool((np.diff(order_N.astype(np.int64)) > 0).all())
    return (
        [str(name) for name in groups["id"]],
        groups["row"].list.len().to_list(),
        None if in_order else order_N,
    )
