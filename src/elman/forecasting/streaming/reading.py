"""Rows and stamps as a caller may give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from elman.errors import ArgumentError, DataError
from elman.forecasting.record import ForecastRecord
from elman.series.calendar import Stamp
from elman.tables.numbers import LARGEST


def read_stamp(first: Stamp | str | datetime | None, record: ForecastRecord, *, required: bool) -> Stamp:
    """Returns the stamp of a series' first row, as the forecaster's frequency counts it.

    Args:
        first: the stamp that the caller gave; None if none was given.
        record: the forecaster's record.
        required: whether a stamp must be given if the forecaster looks at the calendar.

    Raises:
        ArgumentError: the stamp is needed and not given, or has the wrong kind.
    """
    dates = record.frequency.unit != "number"
    if first is None:
        if record.framing.cycles and required:
            raise ArgumentError(
                "first must be the time of the series' first row, because the forecaster reads the calendar, "
                "got None. Give it as '2024-01-31 12:00'."
            )
        return np.datetime64(0, "us") if dates else 0
    try:
        if dates and not isinstance(first, int | float):
            stamp = np.array([first]).astype("M8[us]")[0]
            if not np.isnat(stamp):
                return np.datetime64(stamp)
        elif not dates and isinstance(first, int | float):
            return first
        elif not dates and isinstance(first, str):
            number = float(first)
            if np.isfinite(number):
                return number
    except ValueError:
        pass
    kind = "a date and time without an offset" if dates else "a number"
    raise ArgumentError(f"first must be {kind}, as in the table that was fitted, got {first!r}.")


def read_value(row: Any, targets: Sequence[str]) -> float:
    """Returns the value of a row, NaN if it is missing.

    Args:
        row: a number, None, or a mapping.
        targets: names under which a mapping may have the value, besides `y`.

    Raises:
        DataError: the value is no number, or is infinite.
        ArgumentError: the mapping does not have the value.
    """
    value = row
    if isinstance(row, Mapping):
        names = [name for name in ("y", *targets) if name in row]
        if not names:
            raise ArgumentError(
                f"a row must have the series' value under 'y', got {sorted(map(str, row))}. Give None where "
                "it is missing."
            )
        value = row[names[0]]
    if value is None:
        return float("nan")
    try:
        if isinstance(value, str | bytes | complex) or np.ndim(value) > 0:
            raise TypeError
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        raise DataError(f"a row must be a number, got {value!r}. None or NaN is a missing value.") from None
    if abs(number) > LARGEST:
        raise DataError(f"a row must be finite, got {value}. Nothing has changed.")
    return number
