"""What a format of lines is, and which one a stream has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from elman import registry
from elman.arrays import Array
from elman.errors import DataError
from elman.lines.beside import NONE, BesideInputs
from elman.lines.csv_lines import CsvLines
from elman.lines.json_lines import JsonLines
from elman.lines.rows import Rows


class LineFormat(Protocol):
    """Lines to numbers, and numbers to lines."""

    @property
    def ignored(self) -> tuple[str, ...] | None:
        """Columns of the lines that are not read; None while no line has named its columns."""
        ...

    @property
    def named(self) -> tuple[str, ...] | None:
        """The columns that the first line names; none where it is a row without names; None: not known."""
        ...

    def begin(self, line: bytes) -> bytes | None:
        """Looks at the first line.

        Returns:
            The answer to it if it is a header; None if it is a row.

        Raises:
            ArgumentError: it is a header that lacks a column.
        """
        ...

    def parse(self, lines: Sequence[bytes]) -> Rows:
        """Reads rows; a line that cannot be read has its sentence, and the others are read all the same."""
        ...

    def render(self, y_TO: Array, bad: frozenset[int]) -> bytes:
        """The answers to the rows that `parse` read last, or to the first of them; none in those places."""
        ...


FORMATS: Mapping[str, Callable[[tuple[str, ...], tuple[str, ...], str | None, BesideInputs], LineFormat]] = {
    "csv": CsvLines,
    "json": JsonLines,
}
"""Every format by its name: made of the inputs to read, the targets to write, the column of ids, and what is
read beside the inputs."""


def open_format(
    name: str | None,
    first: bytes,
    inputs: Sequence[str],
    targets: Sequence[str],
    id: str | None = None,  # noqa: A002
    beside: BesideInputs = NONE,
) -> LineFormat:
    """The format that is asked for, or that the first line tells: JSON begins with a brace or bracket.

    Raises:
        UnknownNameError: there is no such format.
        DataError: the first line is no text.
    """
    told = name or ("json" if first.lstrip()[:1] in (b"{", b"[") else "csv")
    if told == "csv" and b"\0" in first:
        raise DataError(
            "stdin must be lines of text, got a zero byte in the first one. Check what writes it."
        )
    return registry.lookup("format", FORMATS, told)(tuple(inputs), tuple(targets), id, beside)
