"""Rows and stamps as a caller may give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np

from elman.errors import ArgumentError, DataError
from elman.forecasting.record import ForecastRecord
from elman.series.calendar import Frequency, Stamp
from elman.series.calendar.openings import DAYS, weekday_of
from elman.tables.numbers import LARGEST


def read_stamp(first: Stamp | str | datetime | None, record: ForecastRecord) -> Stamp | None:
    """Returns the stamp of a series' first row, as the forecaster's frequency counts it.

    Args:
        first: the stamp that the caller gave; None if none was given.
        record: the forecaster's record.

    Raises:
        ArgumentError: the stamp has the wrong kind, or no row can have it.
    """
    dates = record.frequency.unit != "number"
    if first is None:
        return None
    stamp = _read_stamp(first, dates=dates)
    frequency = record.frequency
    _check_first(frequency, stamp)
    return stamp


def no_first() -> ArgumentError:
    """Makes the error for a forecaster that reads the calendar, and rows that have no time."""
    return ArgumentError(
        "first must be the time of the series' first row, because the forecaster reads the calendar, "
        "got None. Give it as '2024-01-31 12:00', or give rows their times."
    )


def unknown_first(frequency: Frequency) -> Stamp:
    """Returns what stands for a first stamp that nobody knows."""
    return np.datetime64(0, "us") if frequency.unit != "number" else 0


def _check_first(frequency: Frequency, stamp: Stamp) -> None:
    """Checks that a row may have this stamp: not a Saturday among weekdays, nor the 3rd among months' ends.

    Raises:
        ArgumentError: no row can have it.
    """
    off = frequency.closed(np.array([stamp]))[0]
    if not off and frequency.unit == "month":
        off = frequency.stamps_at(stamp, np.zeros(1, np.int64))[0] != stamp
    if off:
        day = DAYS[int(weekday_of(np.array([stamp]))[0])]
        raise ArgumentError(
            f"first must be the stamp of a row, and rows are one {frequency} apart"
            f"{f' ({frequency.closing})' if frequency.unit == 'weekday' else ''}, got {day} "
            f"{np.asarray(stamp).astype('M8[s]')}. Give the time of the series' first row."
        )


def _read_stamp(first: Stamp | str | datetime, *, dates: bool) -> Stamp:
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


def read_covariate(value: Any, name: str, texts: Sequence[str] | None) -> float:
    """A covariate of a row as tables have it: texts by their place; NaN where it is missing.

    Args:
        value: a number, a text, True, False, or None.
        name: of the column.
        texts: what texts stand for; None: the column holds numbers.

    Raises:
        DataError: it is a text where numbers stand.
    """
    if texts is not None:
        text = "" if value is None or value != value else str(value).strip()  # noqa: PLR0124
        return float(texts.index(text)) if text in texts else -1.0
    if value is None or (isinstance(value, str) and not value.strip()):
        return float("nan")
    try:
        number = float(_TRUTHS.get(value.lower(), value) if isinstance(value, str) else value)
    except (TypeError, ValueError):
        raise DataError(
            f"column {name!r} must hold numbers as in the fit, got {value!r}. Nothing has changed."
        ) from None
    if abs(number) > LARGEST:
        raise DataError(f"column {name!r} must be finite, got {value}. Nothing has changed.")
    return number


_TRUTHS = {"true": 1.0, "false": 0.0}
