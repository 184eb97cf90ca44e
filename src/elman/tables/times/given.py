"""Times whose form the user names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.readers.column import Column
from elman.tables.numbers import Place
from elman.tables.times.moments import ORDERS
from elman.tables.times.texts import ReadTimes, no_time

WORDS = (*ORDERS, "number", "unix")
_UNITS = ((1e17, 1e-3), (1e14, 1.0), (1e11, 1e3), (0.0, 1e6))
"""From which size on moments since 1970 count nanoseconds, microseconds, milliseconds, and else seconds; and
their microseconds."""

_WIDTHS = {"Y": 4, "y": 2, "m": 2, "d": 2, "j": 3, "H": 2, "M": 2, "S": 2}
_DIGITS = re.compile(r"(?:%[YymdjHMS])+")
"""Forms of digits alone."""
_DAY = re.compile(r"%[YymdjbBUWGVcxsDF]")


def check_format(given: str | None) -> None:
    """Checks what the user says of the form.

    Raises:
        ArgumentError: it is neither a known word nor a form with `%`.
    """
    if given is None or given in WORDS or "%" in given:
        return
    raise ArgumentError(
        f"time_format must be one of {', '.join(WORDS)}, or a form such as %d/%m/%Y %H:%M, got {given!r}. "
        "Write %Y for the year, %m month, %d day, %H hour, %M minute, %S second."
    )


def read_by_form(column: Column, place: Place, form: str) -> ReadTimes:
    """The moments of cells that are written by a form with `%`.

    Raises:
        DataError: a cell is not.
    """
    texts = _texts(column, form)
    known: dict[str, datetime] = {}
    for row, text in enumerate(texts):
        if text in known:
            continue
        try:
            known[text] = datetime.strptime(text, form)
        except ValueError:
            raise no_time(text, place, row) from None
    zoned = {moment.tzinfo is not None for moment in known.values()} == {True}
    plain = {
        text: moment.astimezone(UTC).replace(tzinfo=None) if zoned else moment
        for text, moment in known.items()
    }
    moment_N = np.array([plain[text] for text in texts], "M8[us]")
    if not _DAY.search(form):
        # Of a clock alone, Python takes the first day of 1900.
        return ReadTimes(moment_N - np.datetime64("1900-01-01", "us"))
    return ReadTimes(moment_N, "UTC" if zoned else None)


def read_unix(number_N: Array) -> ReadTimes:
    """Returns moments that are counted from 1970, in UTC."""
    size = float(np.abs(number_N).max())
    factor = next(factor for least, factor in _UNITS if size >= least)
    return ReadTimes(np.rint(number_N * factor).astype(np.int64).astype("M8[us]"), "UTC")


def counts_from_1970(number_N: Array) -> bool:
    """Whether numbers are likely moments between 1990 and 2100, counted since 1970."""
    if number_N.min() <= 0:
        return False
    year_N = read_unix(number_N[[0, -1]]).time_N.astype("M8[Y]").astype(np.int64) + 1970
    return bool(year_N[0] >= 1990 and year_N[0] <= year_N[1] < 2100)


def _texts(column: Column, form: str) -> Sequence[str]:
    """The cells as they are written; numbers get back the zeros that they have lost."""
    cells = column.cells_N.tolist()
    if column.kind == "text":
        return [_padded(str(cell), form) for cell in cells]
    if form == "%Y.%m":
        return [f"{cell:.2f}" for cell in cells]
    return [_padded(f"{cell:.0f}" if cell == np.rint(cell) else str(cell), form) for cell in cells]


def _padded(text: str, form: str) -> str:
    if not _DIGITS.fullmatch(form) or not text.isdigit():
        return text
    return text.zfill(sum(_WIDTHS[letter] for letter in form.split("%")[1:]))
