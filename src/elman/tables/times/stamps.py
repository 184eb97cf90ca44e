"""A time column as stamps: numbers, moments with the zone of their clock, or durations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.column import Column
from elman.tables.numbers import Place
from elman.tables.times.digits import refuse_dates
from elman.tables.times.given import read_by_form, read_unix
from elman.tables.times.moments import ORDERS
from elman.tables.times.numbers import dates_in_numbers
from elman.tables.times.texts import ReadTimes, read_texts

_MOST_EXACT = 2**53


@dataclass(frozen=True, slots=True, eq=False)
class Stamps:
    """The times of the rows of a table."""

    time_N: Array
    """Numbers (int64 if all are whole, else float64), or datetime64 or timedelta64 in microseconds."""
    zone: str | None = None
    """The time zone of moments, which are then in UTC; None: not known."""
    notes: tuple[str, ...] = ()
    """What was decided about the times."""

    @property
    def ticks(self) -> Array:
        """The times as plain numbers: numbers as they are, everything else in microseconds."""
        return self.time_N.view(np.int64) if self.time_N.dtype.kind in "Mm" else self.time_N

    @property
    def unit(self) -> str:
        """The unit that follows a duration in messages: seconds, or nothing for plain numbers."""
        return " s" if self.time_N.dtype.kind in "Mm" else ""


def read_stamps(
    column: Column, place: Place, form: str | None, order_N: Array | None, lengths: Sequence[int]
) -> Stamps:
    """The stamps of a time column.

    Args:
        column: numbers, text, moments or durations.
        place: where it stands.
        form: what the user says of it, see `ReadOptions.time_format`.
        order_N: the row order that joins the sequences; None: as they come.
        lengths: rows of each sequence.

    Raises:
        DataError: a time is missing, or is neither a number nor a date, or has two readings.
    """
    missing_N = column.missing
    if missing_N.any():
        raise missing_time(place, int(np.argmax(missing_N)))
    if column.kind in ("moment", "duration"):
        return Stamps(column.cells_N, column.zone)
    if column.kind == "other":
        raise DataError(
            f"time column {place.column!r} of {place.table} must hold numbers or dates, got {column.foreign}."
        )
    if form is not None and "%" in form:
        return _as_stamps(read_by_form(column, place, form))
    number_N = _numbers(column)
    if number_N is None:
        order = form if form in ORDERS else None
        return _as_stamps(read_texts(column.cells_N.tolist(), place, order, order_N, lengths))
    if not np.isfinite(number_N).all():
        raise missing_time(place, int(np.argmin(np.isfinite(number_N))))
    if form == "unix":
        return _as_stamps(read_unix(number_N))
    dates = None if form == "number" else dates_in_numbers(number_N, place)
    if dates is not None:
        return _as_stamps(dates)
    if form != "number":
        refuse_dates(number_N, place, order_N, lengths)
    return Stamps(_whole(number_N))


def _as_stamps(read: ReadTimes) -> Stamps:
    return Stamps(read.time_N, read.zone, read.notes)


def _numbers(column: Column) -> Array | None:
    """Returns the column as numbers if all its cells are numbers; a comma is a decimal sign."""
    if column.kind == "number":
        return column.cells_N if column.cells_N.dtype.kind in "iu" else column.cells_N.astype(np.float64)
    first = column.cells_N[0] if len(column) else ""
    if not _is_number(first):
        return None
    try:
        return np.array([float(cell.replace(",", ".")) for cell in column.cells_N.tolist()])
    except ValueError:
        return None


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return "_" not in cell


def _whole(number_N: Array) -> Array:
    if number_N.dtype.kind in "iu":
        return number_N.astype(np.int64)
    whole = bool((number_N == np.rint(number_N)).all() and (np.abs(number_N) < _MOST_EXACT).all())
    return number_N.astype(np.int64) if whole else number_N


def missing_time(place: Place, row: int) -> DataError:
    """Returns the sentence for a row without a time."""
    return DataError(
        f"time column {place.column!r} must have a time in every row, and it has none in {place.row(row)}. "
        "Fill it in, or leave the time column out: then the rows are taken as evenly spaced."
    )
