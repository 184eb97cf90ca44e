"""CSV: a header, then a row a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import final

import numpy as np

from elman import registry
from elman.arrays import Array
from elman.errors import DataError
from elman.lines.numbers import shortest_texts
from elman.lines.sentences import UNCHANGED, shortened
from elman.tables.readers import MISSING

SEPARATORS = (";", "\t", ",")
"""In order of preference: where a semicolon separates, the comma may be a decimal sign."""

_TRUTH = {"true": 1.0, "false": 0.0}


@final
class CsvLines:
    """Columns are found by the header's names; others are ignored. See `LineFormat`."""

    def __init__(self, inputs: tuple[str, ...], targets: tuple[str, ...]) -> None:
        self._inputs = inputs
        self._targets = targets
        self._separator = ","
        self._width = 0
        self._places: tuple[int, ...] = ()

    def begin(self, line: bytes) -> bytes:
        """Finds separator and columns, and answers with the targets' names."""
        text = _decode(line.removeprefix(b"\xef\xbb\xbf"))
        counts = {separator: len(_split(text, separator)) for separator in SEPARATORS}
        self._separator = max(SEPARATORS, key=counts.__getitem__) if max(counts.values()) > 1 else ","
        names = [name.strip() for name in _split(text, self._separator)]
        self._width = len(names)
        self._places = tuple(_place(name, names) for name in self._inputs)
        written = io.StringIO()
        csv.writer(written, delimiter=self._separator, lineterminator="\n").writerow(self._targets)
        return written.getvalue().encode()

    def parse(self, lines: Sequence[bytes]) -> tuple[Array, Mapping[int, str]]:
        """Reads plain numbers all at once, and other lines one by one."""
        values_FT = self._parse_together(lines)
        if values_FT is not None:
            return np.array(values_FT).T.copy(), {}
        rows: list[list[float]] = []
        wrong: dict[int, str] = {}
        for number, line in enumerate(lines):
            try:
                rows.append(self._parse_alone(_decode(line)))
            except DataError as error:
                wrong[number] = str(error)
                rows.append([float("nan")] * len(self._places))
        return np.array(rows), wrong

    def render(self, y_TO: Array, bad: frozenset[int]) -> bytes:
        """One line a row, without values for the bad ones."""
        num_targets = len(self._targets)
        texts = [text if "n" not in text else _NOT_FINITE[text] for text in shortest_texts(y_TO)]
        if num_targets > 1:
            starts = range(0, len(texts), num_targets)
            texts = [self._separator.join(texts[start : start + num_targets]) for start in starts]
        for number in bad:
            texts[number] = self._separator * (num_targets - 1)
        return "\n".join([*texts, ""]).encode()

    def _parse_together(self, lines: Sequence[bytes]) -> list[list[float]] | None:
        """The inputs' columns, if every line has nothing but numbers in them; None otherwise."""
        try:
            text = b"\n".join(lines).decode()
        except UnicodeDecodeError:
            return None
        commas = self._width - 1
        if '"' in text or any(line.count(self._separator) != commas for line in text.split("\n")):
            return None
        cells = text.replace("\n", self._separator).split(self._separator)
        columns = [cells[place :: self._width] for place in self._places]
        # float() would take 1_000.
        if any("_" in "".join(column) for column in columns):
            return None
        try:
            return [list(map(float, column)) for column in columns]
        except ValueError:
            return None

    def _parse_alone(self, text: str) -> list[float]:
        """Missing values, quoted cells, decimal commas, an empty cell more or less at the end."""
        cells = _split(text, self._separator) if '"' in text else text.split(self._separator)
        if len(cells) == self._width + 1 and not cells[-1].strip():
            del cells[-1]
        if len(cells) != self._width:
            raise DataError(
                f"a row must have {self._width} cells as the header has, got {len(cells)}. {UNCHANGED}"
            )
        return [
            self._number(cells[place].strip(), name)
            for place, name in zip(self._places, self._inputs, strict=True)
        ]

    def _number(self, cell: str, name: str) -> float:
        if cell in MISSING:
            return float("nan")
        if cell.lower() in _TRUTH:
            return _TRUTH[cell.lower()]
        point = cell.replace(",", ".", 1) if self._separator != "," and "." not in cell else cell
        try:
            return float(point if "_" not in cell else "")  # float() would take 1_000
        except ValueError:
            raise DataError(f"input {name!r} must be a number, got {shortened(cell)}. {UNCHANGED}") from None


_NOT_FINITE = {"nan": "NaN", "inf": "inf", "-inf": "-inf"}


def _decode(line: bytes) -> str:
    """UTF-8, or what is nearest to it: numbers are ASCII whatever the rest of the line is."""
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _split(text: str, separator: str) -> list[str]:
    if text.count('"') % 2:
        raise DataError(f"a line must close every quote it opens, got {shortened(text)}. {UNCHANGED}")
    return next(csv.reader([text], delimiter=separator, skipinitialspace=True)) or [""]


def _place(name: str, names: Sequence[str]) -> int:
    if names.count(name) > 1:
        raise DataError(
            f"column {name!r} must be one column of stdin, got {names.count(name)} of that name. Rename one."
        )
    known = {column: place for place, column in enumerate(names) if column}
    return registry.lookup("column of stdin", known, name)
