"""Tables of dates of one's own, kept as a line of text: a forecaster knows them without the table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from elman.errors import DataError
from elman.tables import ReadOptions
from elman.tables.many import open_all

_DATES = ("date", "ds", "day", "time")
_NAMES = ("holiday", "name", "event")
_SIGNS = re.compile(r"[,;=:\s]+")
"""What a name must not hold, for the line is made with it."""


def is_table(part: str) -> bool:
    """Whether a part of the option names a file, and not a country."""
    return "." in part and not is_inline(part)


def is_inline(part: str) -> bool:
    """Whether a part of the option holds the dates themselves."""
    return ":" in part


def inline(part: str) -> str:
    """The dates of a table as `fairs:2024-05-01=spring fair;2024-10-03=autumn fair`.

    Args:
        part: the path of a table with a column of dates (`date`, `ds`, or the first one) and perhaps one of
            names (`holiday`, `name`, or the second one).

    Raises:
        DataError: it cannot be read, or a date is none.
    """
    (table, *_), _ = open_all([part], ReadOptions())
    lower = [name.lower() for name in table.names]
    date = next((lower.index(name) for name in _DATES if name in lower), 0)
    others = [place for place in range(len(lower)) if place != date]
    name = next((lower.index(name) for name in _NAMES if name in lower), others[0] if others else date)
    columns = table.read([date, name], (None, None), text=[date, name])
    stem = _SIGNS.sub(" ", Path(part).name.partition(".")[0])
    cells = zip(columns[0].cells_N.tolist(), columns[1].cells_N.tolist(), strict=True)
    named = {
        _day(cell, part): _SIGNS.sub(" ", str(own)).strip() if name != date else stem for cell, own in cells
    }
    return f"{stem}:" + ";".join(f"{day}={own or stem}" for day, own in sorted(named.items()))


def name_of(part: str) -> str:
    """What the dates are called: the stem of the table's file."""
    return part.partition(":")[0]


def names_by_day(part: str) -> Mapping[Any, str]:
    """The names of the days."""
    pairs = (entry.partition("=") for entry in part.partition(":")[2].split(";") if entry)
    return {np.datetime64(day, "D"): own for day, _, own in pairs}


def _day(cell: object, part: str) -> np.datetime64:
    try:
        day = np.datetime64(str(cell).strip()[: len("2024-05-31")], "D")
        if not np.isnat(day):
            return day
    except ValueError:
        pass
    raise DataError(f"dates of {part} must be written as 2024-05-31, got {str(cell)!r}. Write them so.")
