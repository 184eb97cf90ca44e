"""Columns from a block of rows: numbers if every cell is one, otherwise text. Polars does the parsing."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from elman.readers.column import Column
from elman.readers.frame_columns import from_polars
from elman.readers.text.signs import Signs

if TYPE_CHECKING:
    import polars


@dataclass(frozen=True, kw_only=True, slots=True)
class CellForm:
    """How the cells of a text table are written."""

    separator: str
    """The character between cells."""
    width: int
    """The number of columns of the table."""
    missing: tuple[str, ...]
    """Cells that mean "no value"."""
    signs: Signs
    """The decimal sign, and the sign between thousands."""


def parse_block(
    block: bytes, form: CellForm, places: Sequence[int], text: Collection[int], rows: tuple[int, int]
) -> list[Column]:
    """The columns of some rows.

    Args:
        block: whole rows.
        form: how they are written.
        places: which columns are read.
        text: those of `places` that are left as they are written.
        rows: the first row of the block, and how many.
    """
    import polars as pl

    numbers = [place for place in places if place not in text]
    plain = form.signs.decimal == "." and form.signs.thousands is None
    frame = None
    if plain or not numbers:
        # Some cell may be no plain number: as text, it can be looked at.
        with suppress(pl.exceptions.ComputeError):
            frame = _read(block, form, places, numbers, rows)
    if frame is None:
        frame = _read(block, form, places, [], rows)
        frame = frame.with_columns([_as_numbers(frame[str(place)], form) for place in numbers])
    return [from_polars(_stripped(frame[str(place)], form.missing)) for place in places]


def _read(
    block: bytes, form: CellForm, places: Sequence[int], numbers: Collection[int], rows: tuple[int, int]
) -> polars.DataFrame:
    import polars as pl

    # Names are places, which are never ambiguous.
    header = form.separator.join(map(str, range(form.width))).encode()
    columns = [str(place) for place in dict.fromkeys(places)]
    return pl.read_csv(
        b"\n".join([header, block]),
        separator=form.separator,
        columns=columns,
        schema_overrides={
            str(place): pl.Float64 if place in numbers else pl.String for place in dict.fromkeys(places)
        },
        infer_schema=False,
        null_values=list(form.missing),
        truncate_ragged_lines=True,
        skip_rows_after_header=rows[0],
        n_rows=rows[1],
    ).select(columns)


def _stripped(series: polars.Series, missing: Sequence[str]) -> polars.Series:
    import polars as pl

    if series.dtype != pl.String:
        return series
    cells = series.str.strip_chars()
    return cells.set(cells.is_in(list(missing)), None)


def _as_numbers(series: polars.Series, form: CellForm) -> polars.Series:
    """Returns the column as numbers if every cell is one, otherwise as it is."""
    import polars as pl

    signs = form.signs
    cells = _stripped(series, form.missing)
    known = cells.is_not_null()
    if signs.thousands is not None:
        sign = re.escape(signs.thousands)
        pattern = rf"^[+-]?\d{{1,3}}(?:{sign}\d{{3}})+(?:[{signs.decimal}]\d*)?(?:[eE][+-]?\d+)?$"
        grouped = cells.str.contains(pattern)
        cells = cells.str.replace_all(signs.thousands, "", literal=True).set(
            known & ~grouped & cells.str.contains(signs.thousands, literal=True), None
        )
    if signs.decimal == ",":
        cells = cells.set(cells.str.contains(".", literal=True), None)
        cells = cells.str.replace(",", ".", literal=True)
    values = cells.cast(pl.Float64, strict=False)
    return series if (values.is_null() & known).any() else values
