"""What a caller says about tables: the roles of their columns, and which rows to read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from elman.readers.rows import Rows

READ_OPTIONS = frozenset(
    {
        "decimal",
        "duplicates",
        "encoding",
        "header",
        "join",
        "missing_values",
        "names",
        "resample",
        "separator",
        "sheet",
        "skip_lines",
        "sort",
        "split_gaps",
        "step",
        "thousands",
        "time_format",
    }
)
"""The names of the fields of `ReadOptions`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Columns by role, and rows, as one value on its way from a command or a call to what reads them."""

    inputs: tuple[str, ...] = ()
    """The names of the input columns."""
    targets: tuple[str, ...] = ()
    """The names of the target columns."""
    id: str | tuple[str, ...] | None = None
    """The column, or several columns together, that name the sequence of a row; None: each table is one
    sequence."""
    time: str | None = None
    """The column that must ascend within a sequence, or several with commas; None: it is not checked."""
    rows: Rows | None = None
    """First row and the row after the last one, of each table; None: all rows."""
    reading: Mapping[str, Any] = field(default_factory=dict)
    """How the tables are read: fields of `ReadOptions`, by name."""
