"""What Parquet and Arrow files share: their columns have types, and only those needed are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from elman.errors import DataError
from elman.tables.rows import Rows

if TYPE_CHECKING:
    import polars


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
    """Reads some columns, numbers as the file has them; see `Table`.

    Raises:
        DataError: the file is damaged.
    """
    import polars as pl

    schema = lazy.collect_schema()
    columns = []
    for place in dict.fromkeys(places):
        columns.append(pl.col(schema.names()[place]).alias(str(place)))
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
