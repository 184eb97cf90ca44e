"""Results as a table in a file."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.errors import ArgumentError
from elman.storage.whole_file import check_target, whole_file

if TYPE_CHECKING:
    from polars import DataFrame

FORMATS = (".csv", ".parquet")
_MOMENTS = "%Y-%m-%d %H:%M:%S%.f"
"""How moments are written; parts of a second only if there are any."""
_FORMULA = r"^[=+\-@\t\r]"
"""The first characters of text that a spreadsheet runs as a formula."""


def check_table_path(path: Path, *, sources: Sequence[Path] = ()) -> None:
    """Checks that a table can be written to a path, before any work is done for it.

    Args:
        path: where the table will go.
        sources: files that are read and must not be overwritten.

    Raises:
        ArgumentError: the format is unknown, or the table cannot be written there.
    """
    if path.suffix.lower() not in FORMATS:
        raise ArgumentError(
            f"output must end in {' or '.join(FORMATS)}, got {str(path)!r}. Name a file such as out.csv."
        )
    check_target("output", path, sources=sources)


def write_table(columns: Mapping[str, Any], path: Path, *, spreadsheet_safe: bool = False) -> None:
    """Writes columns `(N,)` by name, in full or not at all.

    Args:
        columns: the columns by name.
        path: where the table goes; the suffix tells the format.
        spreadsheet_safe: whether an apostrophe is put before text that a spreadsheet would run as a formula.

    Raises:
        ArgumentError: the format is unknown, or the file cannot be written.
    """
    import polars

    check_table_path(path)
    known = {_encodable(name): _readable(values) for name, values in columns.items()}
    frame = polars.DataFrame(known)
    if spreadsheet_safe:
        frame = _without_formulas(frame)

    def write(partial: Path) -> None:
        # Opened here, for polars takes no name that is not UTF-8.
        with partial.open("wb") as file:
            if path.suffix.lower() == ".parquet":
                frame.write_parquet(file)
            else:
                frame.write_csv(file, datetime_format=_MOMENTS)

    with whole_file("output", path) as partial:
        try:
            write(partial)
        except polars.exceptions.PolarsError as error:
            # A full disk is one kind of error for CSV and another for Parquet.
            raise OSError(str(error)) from None


def _readable(values: Any) -> Any:
    """Returns text that is valid UTF-8; an id may be the name of a file, which need not be."""
    array = np.asarray(values)
    if array.dtype.kind not in "OU":
        return values
    return [_encodable(value) if isinstance(value, str) else value for value in array.tolist()]


def _encodable(text: str) -> str:
    return text.encode(errors="backslashreplace").decode()


def _without_formulas(frame: DataFrame) -> DataFrame:
    """Returns cells with an apostrophe before text that begins like a formula, as spreadsheets write it."""
    import polars

    text = polars.col(polars.String)
    escaped = frame.with_columns(text.str.replace(_FORMULA, "'${0}"))
    return escaped.rename({name: re.sub(_FORMULA, r"'\g<0>", name) for name in frame.columns})
