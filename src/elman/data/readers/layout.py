"""How a text table is written: its separator and its header, seen from its first lines."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass

from elman.data.readers.table import MISSING

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


def find_layout(data: bytes) -> Layout:
    """Finds the layout of a text table that is not empty."""
    lines = data[: 1 << 18].decode(errors="replace").splitlines()[:LOOKED_AT]
    remarks, told = _leading_remarks(lines)
    rows = lines[remarks:] or [""]
    separator = told or _separator(rows)
    cells = [split_cells(line, separator) for line in rows if line.strip()] or [[""]]
    above = split_cells(lines[remarks - 1].lstrip("#% "), separator) if remarks and not told else []
    if not all(_is_number_or_missing(cell) for cell in cells[0]):
        names, before = cells[0], remarks + 1
    elif len(above) == len(cells[0]) and not any(_is_number(name) for name in above):
        names, before = above, remarks
    else:
        names, before = [], remarks
    return Layout(
        separator=separator,
        names=tuple(names) or tuple(f"column_{place}" for place in range(1, _width(cells[0]) + 1)),
        has_header=bool(names),
        lines_before=before,
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


def _separator(lines: list[str]) -> str:
    """The separator that cuts most lines into as many cells as the first one."""
    best, most = ",", 0.0
    for separator in (*SEPARATORS, BLANKS):
        widths = [_width(split_cells(line, separator)) for line in lines if line.strip()]
        agreeing = widths.count(widths[0]) / len(widths) if widths and widths[0] > 1 else 0.0
        if agreeing > most and agreeing >= (ENOUGH_BLANKS if separator == BLANKS else ENOUGH):
            best, most = separator, agreeing
    return best


def _width(cells: list[str]) -> int:
    """How many cells, the empty ones at the end not counted."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return len(cells)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", ".", 1))
    except ValueError:
        return False
    return "_" not in cell


def _is_number_or_missing(cell: str) -> bool:
    return cell in MISSING or _is_number(cell)
