"""Text tables: comma, semicolon, tab, bar or spaces between the cells; gzip too."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from elman.errors import DataError
from elman.tables.readers.layout import BLANKS, Layout, find_layout
from elman.tables.readers.table import MISSING
from elman.tables.readers.text import read_text
from elman.tables.readers.widths import check_widths
from elman.tables.rows import Rows

if TYPE_CHECKING:
    import polars


class CsvTable:
    """A text table, its layout found from its first lines.

    Cells that mean `no value` are listed in `MISSING`. Blank lines are skipped, with a note, unless there is
    only one column, where they are missing values.
    """

    def __init__(self, path: Path) -> None:
        self.label = path.name
        data, notes = read_text(path)
        layout = find_layout(data)
        self.names = layout.names
        self._lines_before = layout.lines_before
        self._separator = layout.separator
        if layout.separator == BLANKS:
            data, self._separator = _tabs_for_blanks(data), "\t"
        body = _after_lines(data, layout.lines_before)
        self._body, blank = _without_blank_lines(body, len(self.names))
        self.notes = (*notes, *self._notes(layout, blank))
        if not self._body.strip():
            raise DataError(f"{self.label} must have rows, got a header alone. Check how it was written.")

    def _notes(self, layout: Layout, blank: int) -> list[str]:
        notes = []
        if layout.lines_skipped:
            notes.append(
                f"The first {layout.lines_skipped} lines of {self.label} are no table; they were skipped."
            )
        if not layout.has_header:
            notes.append(
                f"{self.label} has no header, so its columns are called column_1 to column_{len(self.names)}."
            )
        if blank:
            notes.append(f"{self.label} has {blank} blank lines between its rows; they were skipped.")
        return notes

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> polars.DataFrame:
        """Reads some columns; see `Table`."""
        import polars as pl

        check_widths(self.label, self._body, self._separator, self.names, rows, self._lines_before)
        if (rows[0] or 0) >= self._body.count(b"\n"):
            return pl.DataFrame(schema={str(place): pl.Float64 for place in places})
        numbers = {str(place): pl.Float64 for place in places if place not in text}
        try:
            return self._parse(places, rows, numbers)
        except pl.exceptions.ComputeError:
            # Some cell is no plain number: as text, it can be looked at.
            frame = self._parse(places, rows, {})
            return frame.with_columns([self._with_points(frame[str(place)]) for place in numbers])

    def _parse(
        self, places: Sequence[int], rows: Rows, numbers: Mapping[str, type[polars.DataType]]
    ) -> polars.DataFrame:
        import polars as pl

        start, stop = rows
        # The names are replaced by places, which are never ambiguous.
        header = self._separator.join(str(place) for place in range(len(self.names))).encode()
        columns = [str(place) for place in dict.fromkeys(places)]
        return pl.read_csv(
            b"\n".join([header, self._body]),
            separator=self._separator,
            columns=columns,
            schema_overrides={name: numbers.get(name, pl.String) for name in columns},
            infer_schema=False,
            null_values=list(MISSING),
            truncate_ragged_lines=True,
            skip_rows_after_header=start or 0,
            n_rows=None if stop is None else stop - (start or 0),
        ).select(columns)

    def _with_points(self, column: polars.Series) -> polars.Series:
        """The column with points for its decimal commas.

        Not where commas separate the cells, nor beside points: then either sign may group thousands.
        """
        if self._separator == "," or column.str.contains(".", literal=True).any():
            return column
        if column.str.count_matches(",", literal=True).max() != 1:
            return column
        note = f"{self.label} has decimal commas."
        self.notes = self.notes if note in self.notes else (*self.notes, note)
        return column.str.replace(",", ".", literal=True)


def _after_lines(data: bytes, lines: int) -> bytes:
    start = 0
    for _ in range(lines):
        start = data.find(b"\n", start) + 1
        if not start:
            return b""
    return data[start:] + b"\n"


def _without_blank_lines(body: bytes, width: int) -> tuple[bytes, int]:
    """The rows without the blank lines between them, and how many those were."""
    if width == 1 or (b"\n\n" not in body and b"\n\r\n" not in body and body[:1] not in (b"\n", b"\r")):
        return body, 0
    before = body.count(b"\n")
    body = re.sub(rb"\n(?:\r?\n)+", b"\n", body.lstrip(b"\r\n"))
    return body, before - body.count(b"\n")


def _tabs_for_blanks(data: bytes) -> bytes:
    return re.sub(rb"[ \t]+", b"\t", re.sub(rb"(?m)^[ \t]+|[ \t]+(?=\r?$)", b"", data))
