"""How a text table is written: its separator and its header, seen from its first lines."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from elman.tables.readers.table import MISSING

SEPARATORS = (";", "\t", ",", "|")
"""In order of preference: where a semicolon fits as well as a comma, the comma is a decimal sign."""
BLANKS = " "
"""Stands for cells that any number of spaces separate."""
LOOKED_AT = 50
ENOUGH = 0.5
ENOUGH_BLANKS = 0.9
"""Share of lines with as many cells as the first one. More is asked of a space: it may be part of a name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """How the lines of a text table become cells."""

    separator: str
    """One character; a space: any number of spaces and tabs."""
    names: tuple[str, ...]
    """The header's cells; `column_1` and so on where there is none."""
    has_header: bool
    """Whether the names are in the file."""
    lines_before: int
    """Lines before the first row: remarks and the header."""
    lines_skipped: int
    """Those of them that are no table and were not marked as remarks."""


def find_layout(data: bytes) -> Layout:
    """Finds the layout of a text table that is not empty."""
    lines = data[: 1 << 18].decode(errors="replace").splitlines()[:LOOKED_AT]
    remarks, told = _leading_remarks(lines)
    rows, header_lines = _with_whole_header(lines[remarks:] or [""])
    separator, skipped = (told, 0) if told else _separator_and_start(rows)
    rows, remarks = rows[skipped:], remarks + skipped
    cells = [split_cells(line, separator) for line in rows if line.strip()] or [[""]]
    above = split_cells(lines[remarks - 1].lstrip("#% "), separator) if remarks and not told else []
    if not all(_is_number_or_missing(cell) for cell in cells[0]):
        names, before = cells[0], remarks + header_lines
    elif len(above) == len(cells[0]) and not any(_is_number(name) for name in above):
        names, before = above, remarks
    else:
        names, before = [], remarks
    return Layout(
        separator=separator,
        names=tuple(names) or tuple(f"column_{place}" for place in range(1, _width(cells[0]) + 1)),
        has_header=bool(names),
        lines_before=before,
        lines_skipped=skipped,
    )


def split_cells(line: str, separator: str) -> list[str]:
    """The cells of one line, without quotes and the spaces around them."""
    if separator == BLANKS:
        return next(csv.reader([re.sub(r"[ \t]+", " ", line.strip())], delimiter=" "), [])
    cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    return [cell.strip() for cell in cells]


def _leading_remarks(lines: list[str]) -> tuple[int, str | None]:
    """How many lines come before the table, and the separator if one of them (`sep=;`) tells it."""
    if lines and (told := re.fullmatch(r'"?sep=(.)"?', lines[0].strip())):
        return 1, told[1]
    remarks = 0
    while remarks < len(lines) and (not lines[remarks].strip() or lines[remarks].lstrip()[0] in "#%"):
        remarks += 1
    return remarks, None


def _separator_and_start(lines: list[str]) -> tuple[str, int]:
    """The separator, and how many lines tell of the instrument before those that it fits."""
    if separator := _separator(lines, (*SEPARATORS, BLANKS)):
        return separator, 0
    for start in range(1, len(lines) - 1):
        if separator := _separator(lines[start:], SEPARATORS):
            # Numbers would be rows, and then it is the first line that does not fit: that is an error.
            header = split_cells(lines[start], separator)
            return separator, 0 if all(_is_number_or_missing(cell) for cell in header) else start
    return ",", 0


def _with_whole_header(lines: list[str]) -> tuple[list[str], int]:
    """The lines, with a header that has line ends in its quotes as one, and how many lines that was."""
    count = 1
    while count < len(lines) and " ".join(lines[:count]).count('"') % 2:
        count += 1
    return [" ".join(lines[:count]), *lines[count:]], count


def _separator(lines: list[str], candidates: tuple[str, ...]) -> str | None:
    """The separator that cuts most lines into as many cells as the first one."""
    best, most = None, 0.0
    for separator in candidates:
        first, *others = [split_cells(line, separator) for line in lines if line.strip()] or [[""]]
        same = [len(cells) == len(first) or _width(cells) == _width(first) for cells in others]
        agreeing = (1 + sum(same)) / (1 + len(same)) if _width(first) > 1 else 0.0
        if agreeing > most and agreeing >= (ENOUGH_BLANKS if separator == BLANKS else ENOUGH):
            best, most = separator, agreeing
    return best


def _width(cells: list[str]) -> int:
    """How many cells, an empty one at the end not counted."""
    return len(cells) - (bool(cells) and not cells[-1])


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", ".", 1))
    except ValueError:
        return False
    return "_" not in cell


def _is_number_or_missing(cell: str) -> bool:
    return cell in MISSING or _is_number(cell)
