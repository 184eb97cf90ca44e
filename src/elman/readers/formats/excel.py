"""Workbooks of Excel and LibreOffice, of which one sheet is the table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from elman import registry
from elman.errors import DataError
from elman.readers.column import Column, from_numpy
from elman.readers.extras import need
from elman.readers.files import StoredFile
from elman.readers.formats.csv import layout_notes
from elman.readers.formats.table import MISSING
from elman.readers.options import ReadOptions
from elman.readers.rows import Rows
from elman.readers.text.layout import find_layout
from elman.readers.text.lines import Line

_SEPARATOR = "\t"


class ExcelTable:
    """A sheet of a workbook. Cells have types; header, units and lines above are found as in a text file."""

    index = None

    def __init__(self, file: StoredFile, options: ReadOptions) -> None:
        self.label = file.label
        self._missing = frozenset({*MISSING, *options.missing_texts})
        rows, notes = _read_sheet(file, options)
        lines = [Line(_as_line(row), place, 1) for place, row in enumerate(rows)]
        if all(line.is_blank for line in lines):
            raise DataError(
                f"{self.label} must have a header and rows, and its sheet is empty. Choose another --sheet."
            )
        layout = find_layout(lines, options.with_separator(_SEPARATOR))
        self.names, self.numbered = layout.names, layout.numbered
        self._rows = [row for row in rows[layout.lines_before :] if any(cell != "" for cell in row)]
        self.notes = (*notes, *layout_notes(self.label, layout))
        if not self._rows:
            raise DataError(f"{self.label} must have rows, got a header alone. Check the sheet.")

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some columns; see `Table`."""
        return [self._column(place, rows) for place in places]

    def _column(self, place: int, rows: Rows) -> Column:
        cells = [row[place] if place < len(row) else "" for row in self._rows[slice(*rows)]]
        known = np.empty(len(cells), object)
        known[:] = [
            None if isinstance(cell, str) and cell.strip() in self._missing else cell for cell in cells
        ]
        return from_numpy(known)


def _read_sheet(file: StoredFile, options: ReadOptions) -> tuple[list[list[Any]], list[str]]:
    """Returns the cells of the sheet that was asked for, or of the first filled one, and a note."""
    calamine = need("python_calamine", file.label)
    try:
        place = file.place()
        book = calamine.CalamineWorkbook.from_object(place)
        names = list(book.sheet_names)
        if options.sheet is not None:
            chosen = registry.lookup(f"sheet of {file.label}", {name: name for name in names}, options.sheet)
            return book.get_sheet_by_name(chosen).to_python(), []
        sheets = {name: book.get_sheet_by_name(name).to_python() for name in names}
    except (calamine.CalamineError, OSError) as error:
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise DataError(
            f"{file.label} must be a whole Excel file, and it cannot be read: {reason}. Write or copy it "
            "again."
        ) from None
    filled = [name for name in names if len(sheets[name]) > 1] or names[:1]
    notes = []
    if len(filled) > 1:
        notes.append(
            f"{file.label} has the sheets {', '.join(filled)}; {filled[0]!r} was read. --sheet overrules it."
        )
    return (sheets[filled[0]] if filled else []), notes


def _as_line(row: Sequence[Any]) -> str:
    """Returns the row as a line of a text file, so that the header is found in the same way."""
    cells = [" ".join(str(cell).split()) if cell is not None else "" for cell in row]
    return _SEPARATOR.join(cells) if any(cells) else ""
