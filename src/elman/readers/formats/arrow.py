"""Arrow files (IPC, Feather version 2)."""

from __future__ import annotations

from collections.abc import Sequence

from elman.readers.column import Column
from elman.readers.files import StoredFile
from elman.readers.formats.columnar import names_of, read_places
from elman.readers.options import ReadOptions
from elman.readers.rows import Rows

KIND = "Arrow"


class ArrowTable:
    """An Arrow file: its columns have types, and only the needed columns are read."""

    notes: tuple[str, ...] = ()
    numbered = False
    index = None

    def __init__(self, file: StoredFile, options: ReadOptions) -> None:
        import polars as pl

        self.label = file.label
        self._lazy = pl.scan_ipc(file.place())
        self.names = names_of(self.label, self._lazy, KIND)

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some columns; see `Table`."""
        return read_places(self.label, self._lazy, KIND, places, rows)
