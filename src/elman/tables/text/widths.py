"""Whether every row of a block has as many cells as the header."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.tables.rows import Rows

NEWLINE, QUOTE, RETURN = b'\n"\r'


def check_widths(
    label: str,
    block: bytes,
    separator: str,
    names: tuple[str, ...],
    rows: Rows,
    first: int,
    lines_before: int,
) -> int:
    """Checks the rows that are asked for, and counts those of the block.

    One empty cell more or less at the end is no matter: many programs end each row with a separator.

    Args:
        label: the file's name.
        block: whole rows, each with its line feed.
        separator: one character.
        names: the header.
        rows: which rows of the table.
        first: the table's row that the block begins with.
        lines_before: lines of the file before the first row, for the sentence.

    Raises:
        DataError: a row has another number of cells, or a quote is not closed.
    """
    start, stop = rows
    _check_quotes(label, block, first)
    counts, ends_empty = _separators(np.frombuffer(block, np.uint8), ord(separator))
    wanted = len(names) - 1
    fits = (counts == wanted) | ((counts == wanted + 1) & ends_empty)
    if wanted and not names[-1]:
        fits |= counts == wanted - 1
    place = np.arange(first, first + len(counts))
    bad = np.flatnonzero(~fits & (place >= (start or 0)) & (place < (stop or first + len(counts))))
    if bad.size:
        row, cells = first + int(bad[0]), int(counts[bad[0]]) + 1
        raise DataError(
            f"{label} must have {len(names)} cells in every row, got {cells} in row {row} "
            f"(line {row + lines_before + 1}). Mend that line, or leave rows out with rows A:B; "
            "lines above the header begin with #."
        )
    return len(counts)


def _check_quotes(label: str, block: bytes, first: int) -> None:
    if block.count(b'"') % 2:
        line = first + block.count(b"\n", 0, block.rindex(QUOTE)) + 1
        raise DataError(
            f"{label} must close every quote it opens, got an odd number of quotes, the last one in "
            f"line {line} after the header. Mend that line."
        )


def _separators(chunk: Array, separator: int) -> tuple[Array, Array]:
    """Separators of each line, and whether it ends with one."""
    quotes = chunk == QUOTE
    outside = ~np.logical_xor.accumulate(quotes) if quotes.any() else np.ones(1, bool)
    ends = np.flatnonzero((chunk == NEWLINE) & outside)
    places = np.flatnonzero((chunk == separator) & outside)
    counts = np.diff(np.searchsorted(places, ends), prepend=0)
    last = chunk[ends - 1]
    last = np.where(last == RETURN, chunk[ends - 2], last)
    return counts, last == separator
