"""Rows as CSV with a header, read as `elman stream` reads them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import final

from elman.arrays import Array
from elman.errors import DataError
from elman.lines.csv_lines import CsvLines
from elman.server.formats.protocol import Frame


@final
class CsvRows:
    """A header with the names of the inputs, then a row a line; the answers have a header too."""

    def read(self, body: bytes, inputs: Sequence[str]) -> Frame:
        """As `RowFormat.read`."""
        lines = body.replace(b"\r\n", b"\n").rstrip(b"\n").split(b"\n")
        reader = CsvLines(tuple(inputs), ())
        reader.begin(lines[0])
        rows = reader.parse(lines[1:])
        if rows.wrong:
            line, sentence = min(rows.wrong.items())
            raise DataError(f"{sentence} This was line {line + 2}.")
        return Frame(rows.x_TF.reshape(-1, len(inputs)), None, True)

    def write(
        self, y_TO: Array, targets: Sequence[str], frame: Frame, number: int | None
    ) -> tuple[str, bytes]:
        """As `RowFormat.write`."""
        writer = CsvLines((), tuple(targets))
        header = writer.begin(b"")
        return "text/csv", header + (writer.render(y_TO, frozenset()) if len(y_TO) else b"")
