"""What rows look like in a request, and answers in a response. To add one: its file, and one line here."""

from __future__ import annotations

from collections.abc import Mapping

from elman.server.formats.csv_rows import CsvRows
from elman.server.formats.json_rows import JsonRows
from elman.server.formats.protocol import Frame, RowFormat
from elman.server.formats.raw_rows import FLOAT32, FLOAT64, RawRows

__all__ = ["FORMATS", "JSON", "Frame", "RowFormat", "format_of"]

JSON = JsonRows()
FORMATS: Mapping[str, RowFormat] = {
    "application/json": JSON,
    "text/csv": CsvRows(),
    FLOAT32: RawRows("<f4"),
    FLOAT64: RawRows("<f8"),
    "application/octet-stream": RawRows("<f8"),
}
"""By media type."""


def format_of(media_type: str) -> RowFormat | None:
    """The format of a media type, with or without parameters; None if there is none."""
    return FORMATS.get(media_type.partition(";")[0].strip().lower())
