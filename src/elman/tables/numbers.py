"""A column as numbers, with NaN for missing values; a cell that is no number is named with its row."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.column import Column
from elman.readers.formats.table import MISSING
from elman.readers.options import ReadOptions

LARGEST = float(np.finfo(np.float32).max)
_TRUTH = {"true": 1.0, "false": 0.0}
_MISSING = frozenset(MISSING)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a column stands, for error messages."""

    column: str
    """The name of the column."""
    table: str
    """The name of the file."""
    first_row: int = 0
    """The row of the table that is the first row of the column."""

    def row(self, index: int) -> str:
        """Returns a row in words, counted from 0 after the header."""
        return f"row {self.first_row + index} of {self.table} (rows are counted from 0 after the header)"


def to_float64(column: Column, place: Place, options: ReadOptions | None = None) -> Array:
    """Returns the values of a column, `(N,)`, NaN where missing.

    Text is read as numbers if every cell is a number; surrounding spaces, true and false are allowed.

    Args:
        column: a column of numbers or text.
        place: where the column stands, for error messages.
        options: the options of reading, which name the cells that mean "no value".

    Raises:
        DataError: a cell is not a number, or is infinite.
    """
    options = options or ReadOptions()
    if column.kind == "text":
        values_N = parse_numbers(column, place, frozenset(options.missing_texts))
    elif column.kind == "number":
        values_N = column.cells_N.astype(np.float64)
    else:
        kind = column.foreign or {"moment": "dates", "duration": "durations"}[column.kind]
        raise DataError(
            f"column {place.column!r} of {place.table} must hold numbers, got {kind}. "
            "Leave it out, or turn it into numbers first."
        )
    if options.missing_numbers:
        values_N[np.isin(values_N, options.missing_numbers)] = np.nan
    refuse_infinite(values_N, place)
    return values_N


def parse_numbers(column: Column, place: Place, missing: Collection[str] = ()) -> Array:
    """Returns text as float64, NaN where missing.

    Args:
        column: a column of text.
        place: where the column stands, for error messages.
        missing: cells that mean "no value", besides those that always do.

    Raises:
        DataError: a cell is not a number.
    """
    cells = column.cells_N.tolist()
    if missing:
        cells = [None if cell is None or cell.strip() in missing else cell for cell in cells]
    values = list(map(_as_number, cells))
    wrong = [row for row, value in enumerate(values) if value is None]
    truths = [
        cell.strip().lower() in _TRUTH for cell in cells if cell is not None and cell.strip() not in _MISSING
    ]
    if truths and all(truths):
        return np.array([_TRUTH.get((cell or "").strip().lower(), np.nan) for cell in cells])
    if wrong:
        others = f" ({len(wrong) - 1} more such cells)" if len(wrong) > 1 else ""
        raise DataError(
            f"column {place.column!r} must hold numbers, "
            f"got {_short(cells[wrong[0]])} in {place.row(wrong[0])}{others}. "
            "Mend it, leave the cell empty if the value is missing (or name it with --missing-values), "
            "or choose other rows with rows A:B."
        )
    return np.array(values, np.float64)


def _as_number(cell: str | None) -> float | None:
    if cell is None or cell.strip() in _MISSING:
        return np.nan
    try:
        # float() would take 1_000.
        return float(cell) if "_" not in cell else None
    except ValueError:
        return None


def _short(cell: object) -> str:
    text = repr(cell)
    return text if len(text) <= 40 else f"{text[:36]}...'"


def refuse_infinite(values_N: Array, place: Place) -> None:
    """Checks that every value is a number that float32 can hold.

    Raises:
        DataError: a value is infinite, or too large.
    """
    infinite = np.flatnonzero(np.abs(values_N) > LARGEST)
    if infinite.size:
        row = int(infinite[0])
        raise DataError(
            f"column {place.column!r} must hold numbers between -{LARGEST:.1e} and {LARGEST:.1e}, "
            f"got {values_N[row]} in {place.row(row)}; {infinite.size} such in all. "
            "Leave the cell empty if the value is missing, or divide the column."
        )
