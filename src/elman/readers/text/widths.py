"""The check that every row of a block has as many cells as the header."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.readers.rows import Rows

NEWLINE, QUOTE, RETURN = b'\n"\r'


@dataclass(frozen=True, kw_only=True, slots=True)
class Widths:
    """The number of cells that the rows of a file must have."""

    label: str
    """The name of the file."""
    separator: str
    """The character between cells."""
    names: tuple[str, ...]
    """The names in the header."""
    rows: Rows
    """The rows that were asked for."""
    lines_before: int
    """The number of lines before the first row, for the error message."""

    def check(self, block: bytes, first: int) -> int:
        """Checks those of the block's rows that are asked for, and counts all of them.

        One empty cell more or less at the end is no matter: many programs end each row with a separator.

        Args:
            block: whole rows, each with its line feed.
            first: the table's row that the block begins with.

        Raises:
            DataError: a row has another number of cells, or a quote is not closed.
        """
        if b'"' in block:
            self._check_quotes(block, first)
        counts, ends_empty = _separators(np.frombuffer(block, np.uint8), ord(self.separator))
        wanted = len(self.names) - 1
        fits = (counts == wanted) | ((counts == wanted + 1) & ends_empty)
        if wanted and not self.names[-1]:
            fits |= counts == wanted - 1
        start, stop = self.rows[0] or 0, self.rows[1] or first + len(counts)
        place = np.arange(first, first + len(counts))
        bad = np.flatnonzero(~fits & (place >= start) & (place < stop))
        if bad.size:
            raise self._refusal(first + int(bad[0]), int(counts[bad[0]]) + 1)
        return len(counts)

    def _check_quotes(self, block: bytes, first: int) -> None:
        """Quotes come in pairs around whole cells: one within a cell would hold rows together."""
        if block.count(b'"') % 2:
            line = first + block.count(b"\n", 0, block.rindex(QUOTE)) + 1
            raise DataError(
                f"{self.label} must close every quote it opens, got an odd number of quotes, the last one in "
                f"line {line} after the header. Mend that line."
            )
        wrong = _quote_within_a_cell(block, ord(self.separator))
        if wrong is not None:
            line = first + block.count(b"\n", 0, wrong) + 1
            raise DataError(
                f"{self.label} must have quotes around whole cells alone, got one within a cell in line "
                f"{line} after the header. Write it twice in a cell that quotes surround, or leave it out."
            )

    def _refusal(self, row: int, cells: int) -> DataError:
        return DataError(
            f"{self.label} must have {len(self.names)} cells in every row, got {cells} in row {row} "
            f"(line {row + self.lines_before + 1}). Mend that line, or leave rows out with rows A:B; "
            "lines above the header begin with #."
        )


def _quote_within_a_cell(block: bytes, separator: int) -> int | None:
    """The place of the first quote that opens or closes within a cell; None: there is none."""
    chunk = np.frombuffer(b"\n" + block + b"\n", np.uint8)
    places = np.flatnonzero(chunk == QUOTE)
    edges = np.zeros(256, bool)
    edges[[separator, NEWLINE, RETURN, QUOTE, *b" \t"]] = True
    beside = np.where(np.arange(len(places)) % 2, places + 1, places - 1)
    wrong = np.flatnonzero(~edges[chunk[beside]])
    return int(places[wrong[0]]) - 1 if wrong.size else None


def _separators(chunk: Array, separator: int) -> tuple[Array, Array]:
    """Returns the number of separators of each line, and whether the line ends with one."""
    quotes = chunk == QUOTE
    outside = ~np.logical_xor.accumulate(quotes) if quotes.any() else np.ones(1, bool)
    ends = np.flatnonzero((chunk == NEWLINE) & outside)
    places = np.flatnonzero((chunk == separator) & outside)
    counts = np.diff(np.searchsorted(places, ends), prepend=0)
    last = chunk[ends - 1]
    last = np.where(last == RETURN, chunk[ends - 2], last)
    return counts, last == separator
