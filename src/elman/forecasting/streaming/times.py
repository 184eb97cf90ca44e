"""The time of one row, as a caller may give it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import numpy as np

from elman.errors import DataError
from elman.readers.column import Column
from elman.series.calendar import Frequency, Stamp, to_wall_clock
from elman.tables.numbers import Place
from elman.tables.times.stamps import read_stamps

UNCHANGED = "Nothing has changed."


def read_time(value: Any, frequency: Frequency, form: str | None = None) -> Stamp | None:
    """A stamp as the frequency counts; None where there is none.

    Args:
        value: a number, a text, a date or a moment; with an offset or a zone it is brought to the clock of
            the series.
        frequency: of the series.
        form: how texts are written, see `ReadOptions.time_format`.

    Raises:
        DataError: it is no time of this kind, or has two readings.
    """
    if value is None or value != value or (isinstance(value, str) and not value.strip()):  # noqa: PLR0124
        return None
    if frequency.unit == "number":
        return _number(value)
    if isinstance(value, np.datetime64):
        return np.datetime64(value.astype("M8[us]"))
    moment = value if isinstance(value, date) else _moment(value, form)
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return _on_the_clock(moment, frequency)
    return np.datetime64(moment, "us")


def _on_the_clock(moment: datetime, frequency: Frequency) -> Stamp:
    """A moment with an offset as the series count: in UTC, or by the clock on the wall of their zone."""
    if frequency.on_the_wall and frequency.zone is None:
        return np.datetime64(moment.replace(tzinfo=None), "us")
    utc = np.datetime64(moment.astimezone(UTC).replace(tzinfo=None), "us")
    if frequency.on_the_wall and frequency.zone is not None:
        return np.datetime64(to_wall_clock(np.array([utc]), frequency.zone)[0])
    return utc


def _number(value: Any) -> int | float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        raise DataError(f"a time must be a number, as in the fit, got {value!r}. {UNCHANGED}") from None
    return int(number) if number == int(number) else number


def _moment(value: Any, form: str | None) -> datetime:
    """Times as ISO 8601 writes them need no look at forms."""
    if isinstance(value, str) and form is None:
        try:
            return datetime.fromisoformat(value.strip())
        except ValueError:
            pass
    cell = value if isinstance(value, str) else float(value)
    column = Column(np.array([cell], object if isinstance(value, str) else np.float64))
    read = read_stamps(column, Place(column="the time", table="the row"), form, None, [1])
    if read.time_N.dtype.kind != "M":
        raise DataError(f"a time must be a date, as in the fit, got {value!r}. {UNCHANGED}")
    moment: datetime = read.time_N.astype("M8[us]")[0].item()
    return moment.replace(tzinfo=UTC) if read.zone is not None else moment
