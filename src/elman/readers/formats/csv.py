"""Text tables: comma, semicolon, tab, bar or blanks between the cells."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np

from elman.errors import DataError
from elman.readers.column import Column, joined
from elman.readers.files import StoredFile
from elman.readers.formats.table import MISSING
from elman.readers.options import ReadOptions
from elman.readers.rows import Rows
from elman.readers.text.cells import BLANKS, split_cells
from elman.readers.text.dialect import Dialect
from elman.readers.text.layout import Layout, find_layout
from elman.readers.text.lines import Line
from elman.readers.text.parsing import CellForm, parse_block
from elman.readers.text.signs import Signs, find_signs
from elman.readers.text.source import TextSource
from elman.readers.text.widths import Widths


class CsvTable:
    """A text table; its `dialect` is what was decided about it.

    Cells that mean "no value" are listed in `MISSING`. Blank lines are skipped; in a table with one column
    they are missing values.
    """

    index = None

    def __init__(self, file: StoredFile, options: ReadOptions) -> None:
        self.label = file.label
        self._options = options
        self._source, lines = TextSource.open(file, options.encoding)
        layout = find_layout(lines, options)
        self.names, self.numbered = layout.names, layout.numbered
        _check_names(self.label, layout, options)
        self.dialect = Dialect(
            encoding=self._source.encoding,
            separator=layout.separator,
            names=layout.names,
            numbered=layout.numbered,
            units=layout.units,
            lines_before=layout.lines_before,
            missing=(*MISSING, *options.missing_texts),
        )
        body = [line for line in lines if line.first >= layout.lines_before]
        self._sample = _columns_of(body, layout.separator, len(self.names))
        self._notes = [*self._source.notes, *layout_notes(self.label, layout)]
        self._blank_above = layout.lines_before - layout.header_end
        if not any(not line.is_blank for line in body):
            raise DataError(f"{self.label} must have rows, got a header alone. Check how it was written.")

    @property
    def notes(self) -> tuple[str, ...]:
        """What opening and reading the file found and did, one sentence each."""
        return tuple(dict.fromkeys(self._notes))

    def signs(self, places: Sequence[int]) -> Signs:
        """Returns how the numbers of these columns are written.

        Raises:
            DataError: the numbers can be read in two ways.
        """
        return find_signs(self.label, self._sample, places, self._options, separator=self.dialect.separator)

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some columns; see `Table`."""
        numbers = [place for place in places if place not in text]
        signs = self.signs(numbers) if numbers else Signs()
        self._notes += signs.notes
        form = CellForm(
            separator=self._cell_separator,
            width=len(self.names),
            missing=self.dialect.missing,
            signs=signs,
        )
        parts = [parse_block(block, form, places, text, part) for block, part in self._blocks(rows)]
        return _below_each_other(parts, len(places))

    @property
    def _cell_separator(self) -> str:
        return "\t" if self.dialect.separator == BLANKS else self.dialect.separator

    def _blocks(self, rows: Rows) -> Iterator[tuple[bytes, tuple[int, int]]]:
        """Yields the blocks that hold the rows, with the first row and the number of rows of each."""
        start, stop = rows[0] or 0, rows[1]
        lines_before, first, blank = self.dialect.lines_before, 0, self._blank_above
        one_column = len(self.names) == 1
        widths = Widths(
            label=self.label,
            separator=self._cell_separator,
            names=self.names,
            rows=rows,
            lines_before=lines_before,
        )
        for given, blanks in self._source.blocks(lines_before, one_column=one_column):
            blank += blanks
            block = _tabs_for_blanks(given) if self.dialect.separator == BLANKS else given
            height = widths.check(block, first)
            begin, end = max(start - first, 0), height if stop is None else min(height, stop - first)
            if begin < end:
                yield block, (begin, end - begin)
            first += height
            if stop is not None and first >= stop:
                break
        if blank and not one_column:
            self._notes.append(f"{self.label} has {blank} blank lines between its rows; they were skipped.")


def _below_each_other(parts: list[list[Column]], width: int) -> list[Column]:
    columns = []
    for place in range(width):
        pieces = [part[place] for part in parts] or [Column(np.empty(0))]
        if len({piece.kind for piece in pieces}) > 1:
            # One block has a cell that is no number: the sentence about it needs text.
            pieces = [piece if piece.kind == "text" else _as_text(piece) for piece in pieces]
        columns.append(joined(pieces))
    return columns


def _as_text(column: Column) -> Column:
    return Column(
        np.array([None if math.isnan(cell) else repr(cell) for cell in column.cells_N.tolist()], object)
    )


def _columns_of(lines: list[Line], separator: str, width: int) -> list[list[str]]:
    rows = [split_cells(line.text, separator) for line in lines if not line.is_blank]
    return [[row[place] for row in rows if place < len(row)] for place in range(width)]


def _check_names(label: str, layout: Layout, options: ReadOptions) -> None:
    if options.names is not None and layout.numbered:
        raise DataError(
            f"names must be one for each column of {label}, got {len(layout.names)} names for another number "
            "of columns. "
            "Name every column, in the file's order."
        )


def layout_notes(label: str, layout: Layout) -> list[str]:
    """Yields what was decided about the first lines of the file."""
    notes = []
    if layout.lines_skipped == 1:
        notes.append(f"The first line of {label} is no table; it was skipped.")
    elif layout.lines_skipped:
        notes.append(f"The first {layout.lines_skipped} lines of {label} are no table; they were skipped.")
    if layout.numbered:
        why = (
            f" (its line {layout.refused_header[:40]!r} has numbers or dates)"
            if layout.refused_header
            else ""
        )
        notes.append(
            f"{label} has no header{why}, so its columns are called column_1 to column_{len(layout.names)}. "
            "--names or --header overrules it."
        )
    if layout.units:
        units = ", ".join(filter(None, layout.units))
        notes.append(f"The line below the header of {label} has units ({units}); it was skipped.")
    return notes


def _tabs_for_blanks(block: bytes) -> bytes:
    return re.sub(rb"[ \t]+", b"\t", re.sub(rb"(?m)^[ \t]+|[ \t]+(?=\r?$)", b"", block))
