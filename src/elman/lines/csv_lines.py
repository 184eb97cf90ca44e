"""CSV: a header, then a row a line."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import final

import numpy as np

from elman import registry
from elman.arrays import Array
from elman.errors import DataError, ElmanError
from elman.lines.beside import NONE, BesideInputs
from elman.lines.numbers import shortest_texts
from elman.lines.rows import Rows
from elman.lines.sentences import UNCHANGED, no_id, shortened
from elman.readers.formats import MISSING

SEPARATORS = (";", "\t", ",")
"""In order of preference: where a semicolon separates, the comma may be a decimal sign."""

_TRUTH = {"true": 1.0, "false": 0.0}


@final
class CsvLines:
    """Columns are found by the header's names; others are ignored. See `LineFormat`."""

    def __init__(
        self,
        inputs: tuple[str, ...],
        targets: tuple[str, ...],
        id: str | None = None,  # noqa: A002
        beside: BesideInputs = NONE,
    ) -> None:
        self._inputs = inputs
        self._beside = beside
        self._beside_places: tuple[int, ...] = ()
        self.named: tuple[str, ...] | None = None
        self._targets = targets
        self._id = id
        self._id_place = -1
        self.ignored: tuple[str, ...] = ()
        self._separator = ","
        self._width = 0
        self._places: tuple[int, ...] = ()

    def begin(self, line: bytes) -> bytes:
        """Finds separator and columns, and answers with the targets' names."""
        text = _decode(line)
        _check_line_ends(text)
        counts = {separator: _count(text, separator) for separator in SEPARATORS}
        self._separator = max(SEPARATORS, key=counts.__getitem__) if max(counts.values()) > 1 else ","
        names = [name.strip() for name in _split(text, self._separator)]
        self._width = len(names)
        self._places = tuple(_place(name, names) for name in self._inputs)
        self._id_place = -1 if self._id is None else _place(self._id, names)
        self.named = tuple(names)
        self._beside_places = tuple(
            -1 if name in self._beside.optional and name not in names else _place(name, names)
            for name in self._beside.readers
        )
        read = {*self._places, *self._beside_places, self._id_place}
        self.ignored = tuple(name for place, name in enumerate(names) if name and place not in read)
        written = io.StringIO()
        csv.writer(written, delimiter=self._separator, lineterminator="\n").writerow(self._targets)
        return written.getvalue().encode(errors="replace")

    def parse(self, lines: Sequence[bytes]) -> Rows:
        """Reads plain numbers all at once, and other lines one by one."""
        return self._parse_together(lines) or self._parse_each(lines)

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

    def _parse_together(self, lines: Sequence[bytes]) -> Rows | None:
        """All lines, if they have nothing but numbers in the inputs' columns; None otherwise."""
        try:
            text = b"\n".join(lines).decode()
        except UnicodeDecodeError:
            return None
        commas = self._width - 1
        if '"' in text or any(line.count(self._separator) != commas for line in text.split("\n")):
            return None
        cells = text.replace("\n", self._separator).split(self._separator)
        columns = [cells[place :: self._width] for place in self._places]
        ids = self._ids_of(cells, len(lines))
        # float() would take 1_000.
        if ids is None or any("_" in "".join(column) for column in columns):
            return None
        try:
            values_FT = [list(map(float, column)) for column in columns]
            for place, read in zip(self._beside_places, self._beside.readers.values(), strict=True):
                column = cells[place :: self._width] if place >= 0 else [None] * len(lines)
                values_FT.append([read(cell) for cell in column])
        except (ValueError, ElmanError):
            return None
        return Rows(np.array(values_FT).T.copy(), {}, ids)

    def _ids_of(self, cells: Sequence[str], count: int) -> Sequence[str] | None:
        """The lane of each line; None where one does not say it."""
        if self._id is None:
            return [""] * count
        ids = [cell.strip() for cell in cells[self._id_place :: self._width]]
        return ids if all(ids) else None

    def _parse_each(self, lines: Sequence[bytes]) -> Rows:
        rows: list[list[float]] = []
        wrong: dict[int, str] = {}
        ids = [""] * len(lines)
        for number, line in enumerate(lines):
            try:
                cells = self._cells(_decode(line))
                rows.append(self._values(cells))
                ids[number] = self._id_of(cells)
            except ElmanError as error:
                wrong[number] = str(error)
                rows[number:] = [[float("nan")] * (len(self._places) + len(self._beside_places))]
        return Rows(np.array(rows), wrong, ids)

    def _cells(self, text: str) -> list[str]:
        """Quoted cells, and an empty one more or less at the end."""
        cells = _split(text, self._separator)
        if len(cells) == self._width + 1 and not cells[-1].strip():
            del cells[-1]
        if len(cells) != self._width:
            raise DataError(
                f"a row must have {self._width} cells as the header has, got {len(cells)}. {UNCHANGED}"
            )
        return cells

    def _values(self, cells: Sequence[str]) -> list[float]:
        """Missing values and decimal commas too."""
        numbers = [
            self._number(cells[place].strip(), name)
            for place, name in zip(self._places, self._inputs, strict=True)
        ]
        readers = self._beside.readers.values()
        beside = zip(self._beside_places, readers, strict=True)
        return numbers + [read(cells[place] if place >= 0 else None) for place, read in beside]

    def _id_of(self, cells: Sequence[str]) -> str:
        if self._id is None:
            return ""
        found = cells[self._id_place].strip()
        if not found:
            raise DataError(no_id(self._id))
        return found

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
    if '"' not in text:
        return text.split(separator)
    if text.count('"') % 2:
        raise DataError(f"a line must close every quote it opens, got {shortened(text)}. {UNCHANGED}")
    try:
        return next(csv.reader([text], delimiter=separator, skipinitialspace=True)) or [""]
    except csv.Error as error:
        raise DataError(f"a line must be CSV, got {shortened(text)} ({error}). {UNCHANGED}") from None


def _count(text: str, separator: str) -> int:
    """Cells with this separator; 1 where it leaves a cell that is too large."""
    try:
        return len(_split(text, separator))
    except DataError:
        return 1


def _check_line_ends(header: str) -> None:
    if "\r" in header and '"' not in header:
        raise DataError(
            "stdin must end its lines with a line feed, got a carriage return alone in the first one. "
            r"Convert old Mac line ends with: tr '\r' '\n'."
        )


def _place(name: str, names: Sequence[str]) -> int:
    if names.count(name) > 1:
        raise DataError(
            f"column {name!r} must be one column of stdin, got {names.count(name)} of that name. Rename one."
        )
    known = {column: place for place, column in enumerate(names) if column}
    if name not in known and known and all(_is_number(column) for column in known):
        raise DataError(
            f"the first line must be a header that names {name!r}, got the numbers "
            f"{shortened(','.join(known))}. Send the names of the columns first, or JSON."
        )
    return registry.lookup("column of stdin", known, name)


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
