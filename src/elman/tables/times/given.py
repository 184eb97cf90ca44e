"""Times whose form the user names."""

from __future__ import annotations

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
    texts = _texts(column)
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
    return ReadTimes(np.array([plain[text] for text in texts], "M8[us]"), "UTC" if zoned else None)


def read_unix(number_N: Array) -> ReadTimes:
    """Returns moments that are counted from 1970, in UTC."""
    size = float(np.abs(number_N).max())
    factor = next(factor for least, factor in _UNITS if size >= least)
    return ReadTimes(np.rint(number_N * factor).astype(np.int64).astype("M8[us]"), "UTC")


def _texts(column: Column) -> Sequence[str]:
    if column.kind == "text":
        return [str(cell) for cell in column.cells_N.tolist()]
    return [f"{cell:.0f}" if cell == np.rint(cell) else str(cell) for cell in column.cells_N.tolist()]
