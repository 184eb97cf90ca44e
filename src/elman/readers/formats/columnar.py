"""Reading that Parquet and Arrow share: columns have types, and only the needed columns are read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from elman.errors import DataError
from elman.readers.column import Column
from elman.readers.frame_columns import from_polars
from elman.readers.rows import Rows

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
        raise damaged(label, kind, error) from None


def read_places(
    label: str, lazy: polars.LazyFrame, kind: str, places: Sequence[int], rows: Rows
) -> list[Column]:
    """Reads some columns; see `Table`.

    Raises:
        DataError: the file is damaged.
    """
    import polars as pl

    names = lazy.collect_schema().names()
    columns = [pl.col(names[place]).alias(str(place)) for place in dict.fromkeys(places)]
    start, stop = rows
    length = None if stop is None else stop - (start or 0)
    try:
        frame = lazy.slice(start or 0, length).select(columns).collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise damaged(label, kind, error) from None
    return [from_polars(frame[str(place)]) for place in places]


def damaged(label: str, kind: str, error: Exception) -> DataError:
    """Returns the error for a file that a library cannot read."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return DataError(
        f"{label} must be a whole {kind} file, and it cannot be read: {reason}. Write or copy it again."
    )
