"""What a format of lines is, and which one a stream has."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from elman import registry
from elman.arrays import Array
from elman.errors import DataError
from elman.lines.csv_lines import CsvLines
from elman.lines.json_lines import JsonLines


class LineFormat(Protocol):
    """Lines to numbers, and numbers to lines."""

    def begin(self, line: bytes) -> bytes | None:
        """Looks at the first line.

        Returns:
            The answer to it if it is a header; None if it is a row.

        Raises:
            ArgumentError: it is a header that lacks a column.
        """
        ...

    def parse(self, lines: Sequence[bytes]) -> tuple[Array, Mapping[int, str]]:
        """Reads rows.

        Returns:
            Inputs `(T, F)` in float64, NaN where missing, and what is wrong with the lines that cannot be
            read, by their place; their rows are NaN.
        """
        ...

    def render(self, y_TO: Array, bad: frozenset[int]) -> bytes:
        """The answers to the rows that `parse` read last, or to the first of them; none in those places."""
        ...


FORMATS: Mapping[str, Callable[[tuple[str, ...], tuple[str, ...]], LineFormat]] = {
    "csv": CsvLines,
    "json": JsonLines,
}
"""Every format by its name: made of the inputs to read and the targets to write."""


def open_format(name: str | None, first: bytes, inputs: Sequence[str], targets: Sequence[str]) -> LineFormat:
    """The format that is asked for, or that the first line tells: JSON begins with a brace or bracket.

    Raises:
        UnknownNameError: there is no such format.
        DataError: the first line is no text.
    """
    if b"\0" in first:
        raise DataError(
            "stdin must be lines of text, got a zero byte in the first one. Check what writes it."
        )
    told = "json" if first.lstrip()[:1] in (b"{", b"[") else "csv"
    return registry.lookup("format", FORMATS, name or told)(tuple(inputs), tuple(targets))
