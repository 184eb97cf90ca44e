"""The cells of a text table's first lines: how a line is split, and what a cell looks like."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence

from elman.readers.formats.table import MISSING

BLANKS = " "
"""The separator that means any number of spaces and tabs."""
GROUPING = " '\u00a0\u2009\u202f\u2019"
"""Signs between groups of three digits that are never decimal signs."""

_NUMBER = re.compile(
    rf"[+-]?(?:(?:\d+|\d{{1,3}}(?:[.,{GROUPING}]\d{{3}})+)(?:[.,]\d*)?|[.,]\d+)(?:e[+-]?\d+)?|[+-]?inf(?:inity)?",
    re.IGNORECASE,
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DATE = re.compile(
    rf"(?:\d{{1,4}}[-/.]\d{{1,2}}[-/.]\d{{1,4}}|\d{{4}}[-/]\d{{1,2}}|\d{{4}}-?[WQ]\d{{1,2}}(?:-\d)?"
    rf"|(?:[a-z]{{3,9}},? )?\d{{1,2}}[- /.]{_MONTH}[- /.]\d{{2,4}}|{_MONTH}[- ]\d{{1,2}},? "
    rf"\d{{4}}|{_MONTH}[- ]\d{{4}}"
    r"|\d{8}T\d{4,6})(?:[T _-].*|Z)?|\d{4} ?[年년] ?\d{1,2} ?[月월](?: ?\d{1,2} ?[日号號일].*)?"
    r"|\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?[ap]\.?m\.?)?",
    re.IGNORECASE,
)
_MISSING = frozenset(MISSING)


def split_cells(line: str, separator: str) -> list[str]:
    """Returns the cells of one line, without quotes and surrounding spaces."""
    if separator == BLANKS:
        line, separator = re.sub(r"[ \t]+", " ", line.strip()), " "
    if '"' not in line:
        return [cell.strip() for cell in line.split(separator)]
    cells = next(csv.reader([line], delimiter=separator, skipinitialspace=True), [])
    return [cell.strip() for cell in cells]


def has_width(cells: Sequence[str], width: int) -> bool:
    """Tells whether a line has so many cells; an empty cell at its end does not count."""
    return len(cells) == width or (len(cells) == width + 1 and not cells[-1])


def is_number(cell: str) -> bool:
    """Tells whether a cell is a number, with any decimal sign and any sign between thousands."""
    return bool(_NUMBER.fullmatch(cell))


def is_date(cell: str) -> bool:
    """Tells whether a cell looks like a date, a month, a week, or a time of the day."""
    return bool(_DATE.fullmatch(cell))


def is_missing(cell: str) -> bool:
    """Tells whether a cell means "no value"."""
    return cell in _MISSING


def is_typed(cell: str) -> bool:
    """Tells whether a cell is a number or a date."""
    return is_number(cell) or is_date(cell)
