"""A column as float64, NaN where it is missing; what is no number is named with its row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.tables.readers import MISSING

if TYPE_CHECKING:
    import polars

LARGEST = float(np.finfo(np.float32).max)
"""What a float32 network can see of a column that is not scaled."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a column stands, for sentences."""

    column: str
    """The column's name."""
    table: str
    """The file's name."""
    first_row: int = 0
    """The table's row that is the column's first one."""

    def row(self, index: int) -> str:
        """A row in words, counted as `rows` counts."""
        return f"row {self.first_row + index} of {self.table} (rows are counted from 0 after the header)"


def to_float64(series: polars.Series, place: Place) -> Array:
    """The column's values, `(N,)`, NaN where missing.

    Text is read as numbers if every cell is one: spaces around it, and true/false, are understood.

    Raises:
        DataError: a cell is not a number, is infinite, or is larger than `LARGEST`.
    """
    import polars as pl

    if series.dtype == pl.String:
        series = parse_numbers(series, place)
    elif series.dtype in (pl.Boolean, pl.Null):
        series = series.cast(pl.Float64)
    elif not series.dtype.is_numeric():
        raise DataError(
            f"column {place.column!r} of {place.table} must hold numbers, got {series.dtype}. "
            "Leave it out, or turn it into numbers first."
        )
    # A missing value becomes NaN here.
    values_N = series.cast(pl.Float64).to_numpy()
    refuse_infinite(values_N, place)
    return values_N


def parse_numbers(series: polars.Series, place: Place) -> polars.Series:
    """Text as float64, null where missing.

    Raises:
        DataError: a cell is not a number.
    """
    import polars as pl

    text = series.str.strip_chars()
    text = text.set(text.is_in(list(MISSING)), None)
    lower = text.str.to_lowercase()
    if (lower.drop_nulls().is_in(["true", "false"])).all() and lower.null_count() < len(lower):
        return (lower == "true").cast(pl.Float64)
    numbers = text.cast(pl.Float64, strict=False)
    wrong = (numbers.is_null() & text.is_not_null()).arg_max() or 0
    if numbers[wrong] is None and text[wrong] is not None:
        more = int((numbers.is_null() & text.is_not_null()).sum()) - 1
        others = f" ({more} more such cells)" if more else ""
        raise DataError(
            f"column {place.column!r} must hold numbers, "
            f"got {_short(series[wrong])} in {place.row(wrong)}{others}. "
            "Mend it, leave the cell empty if the value is missing, or choose other rows with rows A:B."
        )
    return numbers


def _short(cell: object) -> str:
    text = repr(cell)
    return text if len(text) <= 40 else f"{text[:36]}...'"


def refuse_infinite(values_N: Array, place: Place) -> None:
    """Checks that no value of a column is beyond `LARGEST`.

    Raises:
        DataError: one is, or is infinite.
    """
    infinite = np.flatnonzero(np.abs(values_N) > LARGEST)
    if infinite.size:
        row = int(infinite[0])
        raise DataError(
            f"column {place.column!r} must hold numbers between -{LARGEST:.1e} and {LARGEST:.1e}, "
            f"got {values_N[row]} in {place.row(row)}; {infinite.size} such in all. "
            "Leave the cell empty if the value is missing, or divide the column."
        )
