"""What a caller says of tables: which columns are what, and which rows are meant."""

from __future__ import annotations

from dataclasses import dataclass

from elman.tables.rows import Rows


@dataclass(frozen=True, kw_only=True, slots=True)
class Columns:
    """Columns by role, and rows, as one value on its way from a command or a call to what reads them."""

    inputs: tuple[str, ...] = ()
    """Input columns."""
    targets: tuple[str, ...] = ()
    """Target columns."""
    id: str | None = None
    """The column that tells the sequences of a table apart; None: each table is one sequence."""
    time: str | None = None
    """The column that must ascend within a sequence; None: it is not checked."""
    rows: Rows | None = None
    """First row and the row after the last one, of each table; None: all."""
