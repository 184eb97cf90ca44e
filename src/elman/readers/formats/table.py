"""What every reader returns: a table that knows its names first and reads values when they are needed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from elman.readers.column import Column
from elman.readers.rows import Rows

MISSING = ("", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NAN", "null", "NULL", "None", "-", "?")
"""Cells of a text file that mean "no value"."""


class Table(Protocol):
    """A table that has been opened and has not been read yet."""

    @property
    def label(self) -> str:
        """The name of the table in messages: the file's name, or `the table`."""
        ...

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns in the file's order; a name may appear twice."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What opening and reading found and did, one sentence each."""
        ...

    @property
    def numbered(self) -> bool:
        """Whether the names were made up because the table has none."""
        ...

    @property
    def index(self) -> str | None:
        """The name of the column that the table itself marks as its time; None if it marks none."""
        ...

    def read(self, places: Sequence[int], rows: Rows, *, text: Sequence[int] = ()) -> list[Column]:
        """Reads some columns, in the order of `places`.

        Args:
            places: the columns, by their place in `names`.
            rows: first row and the row after the last one.
            text: the places of columns that stay text. Other columns become numbers if every cell is one.

        Raises:
            DataError: the file cannot be read.
        """
        ...
