"""Results as a table in a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from elman.errors import ArgumentError
from elman.storage.whole_file import check_target, whole_file

FORMATS = (".csv", ".parquet")
_MOMENTS = "%Y-%m-%d %H:%M:%S%.f"
"""As most tables have them; parts of a second only where there are any."""


def check_table_path(path: Path, *, sources: Sequence[Path] = ()) -> None:
    """Checks where a table is to go, before any work is done for it.

    Args:
        path: where.
        sources: files that are read, and so must not be overwritten.

    Raises:
        ArgumentError: an unknown format, or a place where it cannot go.
    """
    if path.suffix.lower() not in FORMATS:
        raise ArgumentError(
            f"output must end in {' or '.join(FORMATS)}, got {str(path)!r}. Name a file such as out.csv."
        )
    check_target("output", path, sources=sources)


def write_table(columns: Mapping[str, Any], path: Path) -> None:
    """Writes columns `(N,)` by name, in full or not at all.

    Raises:
        ArgumentError: as `check_table_path`, or the file cannot be written.
    """
    import polars

    check_table_path(path)
    frame = polars.DataFrame(columns)

    def write(partial: Path) -> None:
        if path.suffix.lower() == ".parquet":
            frame.write_parquet(partial)
        else:
            frame.write_csv(partial, datetime_format=_MOMENTS)

    with whole_file("output", path) as partial:
        try:
            write(partial)
        except polars.exceptions.PolarsError as error:
            # A full disk is one kind of error for CSV and another for Parquet.
            raise OSError(str(error)) from None
