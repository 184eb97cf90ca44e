"""The rows of a table to read: `A:B`, counted from 0, without the end."""

from __future__ import annotations

import re
from typing import TypeAlias

from elman.errors import ArgumentError

Rows: TypeAlias = tuple[int | None, int | None]
"""First row and the row after the last one; None: from the start, to the end."""

MOST_ROWS = 2**32 - 1
"""The most rows of a table; polars counts rows in 32 bits."""


def parse_rows(text: str, name: str = "rows") -> Rows:
    """Reads text of the form `A:B`, in which A or B may be left out.

    Raises:
        ArgumentError: the text has another form, or no row is between A and B.
    """
    found = re.fullmatch(r"\s*(\d*)\s*:\s*(\d*)\s*", text)
    if not found:
        raise ArgumentError(
            f"{name} must have the form A:B with whole numbers from 0 up, got {text!r}. "
            "Write 0:1000 for the first thousand rows, 1000: for the rest."
        )
    start, stop = (int(part) if part else None for part in found.groups())
    check_rows((start, stop), name)
    return start, stop


def check_rows(rows: Rows, name: str = "rows") -> None:
    """Checks that a table can have rows between these two.

    Raises:
        ArgumentError: a number is negative or too large, or the end is not after the start.
    """
    start, stop = rows
    if max(start or 0, stop or 0) > MOST_ROWS:
        raise ArgumentError(
            f"{name} must be numbers up to {MOST_ROWS}, got {written(rows)[:60]}. "
            "Leave the end out for all the rest."
        )
    if (start or 0) < 0 or (stop is not None and stop <= (start or 0)):
        raise ArgumentError(
            f"{name} must start at 0 or later and end after their start, got {written(rows)}. "
            "Rows are counted from 0 and the end is excluded."
        )


def written(rows: Rows) -> str:
    """Returns rows as text: `A:B`."""
    return ":".join("" if number is None else str(number) for number in rows)
