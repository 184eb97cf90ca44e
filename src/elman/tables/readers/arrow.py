"""Arrow files (IPC, Feather version 2)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from elman.tables.readers.columnar import names_of, read_places, scannable
from elman.tables.rows import Rows

if TYPE_CHECKING:
    import polars

KIND = "Arrow"


class ArrowTable:
    """A Arrow file: its columns have types, and only those needed are read."""

    def __init__(self, path: Path) -> None:
        import polars as pl

        self.label = path.name
        self.notes: tuple[str, ...] = ()
        self._lazy = pl.scan_ipc(scannable(path))
        self.names = names_of(self.label, self._lazy, KIND)

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> polars.DataFrame:
        """Reads some columns; see `Table`."""
        return read_places(self.label, self._lazy, KIND, places, rows, text)
