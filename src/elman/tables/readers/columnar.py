"""What Parquet and Arrow files share: their columns have types, and only those needed are read."""

from __future__ import annotations

import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from elman.errors import DataError
from elman.tables.readers.text import read_bytes
from elman.tables.rows import Rows

if TYPE_CHECKING:
    import polars


def scannable(path: Path) -> Path | io.BytesIO:
    """What polars can scan: the file's content where it is packed, or has a name that is not UTF-8."""
    packed = path.suffix.lower() == ".gz"
    encodable = os.fsencode(path).decode(errors="replace") == str(path)
    return path if encodable and not packed else io.BytesIO(read_bytes(path))


def names_of(label: str, lazy: polars.LazyFrame, kind: str) -> tuple[str, ...]:
    """The columns' names of a file that has only been scanned.

    Raises:
        DataError: the file is empty, damaged or of another kind.
    """
    import polars as pl

    try:
        return tuple(lazy.collect_schema().names())
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(label, kind, error) from None


def read_places(
    label: str, lazy: polars.LazyFrame, kind: str, places: Sequence[int], rows: Rows, text: Sequence[int]
) -> polars.DataFrame:
    """Reads some columns, numbers as float32; see `Table`.

    Raises:
        DataError: the file is damaged.
    """
    import polars as pl

    schema = lazy.collect_schema()
    columns = []
    for place in dict.fromkeys(places):
        name, dtype = schema.names()[place], schema.dtypes()[place]
        column = pl.col(name)
        # Narrowed while it is read: ten million rows stay small.
        small = dtype.is_numeric() and place not in text
        columns.append((column.cast(pl.Float32) if small else column).alias(str(place)))
    start, stop = rows
    length = None if stop is None else stop - (start or 0)
    try:
        return lazy.slice(start or 0, length).select(columns).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(label, kind, error) from None


def _damaged(label: str, kind: str, error: Exception) -> DataError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return DataError(
        f"{label} must be a whole {kind} file, and it cannot be read: {reason}. Write or copy it again."
    )
