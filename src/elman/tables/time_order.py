"""Whether the rows of each sequence follow each other in time, and how evenly."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.tables.numbers import Place

if TYPE_CHECKING:
    import polars

GAP = 1.5
"""A step longer than this many median steps is a gap."""


def time_values(series: polars.Series, place: Place) -> tuple[Array, str]:
    """Times as float64 `(N,)` and their unit in sentences.

    Numbers stay as they are, without a unit; dates and clock times become seconds from the first one.

    Raises:
        DataError: a time is missing, or is neither a number nor a date.
    """
    import polars as pl

    if series.dtype == pl.String:
        series = parse_times(series, place)
    if series.null_count():
        raise missing_time(place, int(series.is_null().arg_max() or 0))
    if series.dtype in (pl.Date, pl.Datetime, pl.Duration, pl.Time):
        if series.dtype == pl.Date:
            series = series.cast(pl.Datetime("ms"))
        unit = {"ms": 1e3, "us": 1e6, "ns": 1e9}[getattr(series.dtype, "time_unit", "ns")]
        ticks_N = series.to_physical().to_numpy()
        return np.asarray(ticks_N - ticks_N[0], np.float64) / unit, " s"
    if not series.dtype.is_numeric():
        raise DataError(
            f"time column {place.column!r} of {place.table} must hold numbers or dates, got {series.dtype}."
        )
    time_N = series.cast(pl.Float64).to_numpy()
    if not np.isfinite(time_N).all():
        raise missing_time(place, int(np.flatnonzero(~np.isfinite(time_N))[0]))
    return time_N, ""


def check_order(
    time_N: Array, order_N: Array | None, lengths: Sequence[int], place: Place, *, unit: str = ""
) -> list[str]:
    """Checks that time ascends in every sequence.

    Args:
        time_N: the times, sequence after sequence.
        order_N: the table's row of each of them; None: as they come.
        lengths: rows of each sequence.
        place: where the column stands.
        unit: of the times, for the sentences.

    Returns:
        Notes on rows with the same time, and on gaps.

    Raises:
        DataError: a row is earlier than the row before it.
    """
    if len(time_N) < 2:
        return []
    step_N = np.diff(time_N)
    within_N = np.ones(len(step_N), bool)
    within_N[np.cumsum(lengths)[:-1] - 1] = False
    backward = np.flatnonzero((step_N < 0) & within_N)
    if backward.size:
        raise not_ascending(time_N, order_N, place, unit, backward)
    return _notes(step_N, within_N, order_N, place, unit)


def _notes(step_N: Array, within_N: Array, order_N: Array | None, place: Place, unit: str) -> list[str]:
    notes = []
    if same := int(((step_N == 0) & within_N).sum()):
        notes.append(
            f"{same} rows of {place.table} have the same time ({place.column!r}) as the row before them. "
            "All were kept, in the order of the file."
        )
    forward_N = (step_N > 0) & within_N
    median = float(np.median(step_N[forward_N])) if forward_N.any() else 0.0
    gaps = np.flatnonzero(forward_N & (step_N > GAP * median))
    if gaps.size:
        largest = int(gaps[np.argmax(step_N[gaps])])
        row = largest if order_N is None else int(order_N[largest])
        notes.append(
            f"{gaps.size} gaps in time ({place.column!r}) in {place.table}: steps longer than {GAP} times "
            f"the median step {median:.4g}{unit}; the longest, {step_N[largest]:.4g}{unit}, follows row "
            f"{place.first_row + row}. "
            "Nothing was filled in: the rows are used as if they were evenly spaced."
        )
    return notes


def parse_times(series: polars.Series, place: Place) -> polars.Series:
    """Text as numbers, dates or clock times, null where it is missing.

    Raises:
        DataError: a cell is none of these.
    """
    import polars as pl

    # A decimal comma, in seconds as in clock times.
    text = series.str.strip_chars().str.replace(",", ".", literal=True)
    best = text.cast(pl.Float64, strict=False)
    # A month alone, or a quarter, is its first day.
    months = text.str.replace(r"^(\d{4})-(\d{2})$", "${1}-${2}-01").str.replace(
        r"^(\d{4})-?Q1$", "${1}-01-01"
    )
    months = months.str.replace(r"^(\d{4})-?Q2$", "${1}-04-01").str.replace(r"^(\d{4})-?Q3$", "${1}-07-01")
    months = months.str.replace(r"^(\d{4})-?Q4$", "${1}-10-01")
    for parse in (months.str.to_datetime, text.str.to_time):
        if best.null_count() == text.null_count():
            break
        # Text of no known form at all is an error of its own kind.
        with suppress(pl.exceptions.ComputeError):
            best = min(best, parse(strict=False), key=pl.Series.null_count)
    wrong = best.is_null() & text.is_not_null()
    if wrong.any():
        row = int(wrong.arg_max() or 0)
        raise DataError(
            f"time column {place.column!r} must hold numbers or dates such as 2024-01-31 13:45:00, "
            f"got {series[row]!r} in {place.row(row)}. Mend it, or leave the time column out."
        )
    return best


def missing_time(place: Place, row: int) -> DataError:
    """The sentence for a row without a time."""
    return DataError(
        f"time column {place.column!r} must have a time in every row, and it has none in {place.row(row)}. "
        "Fill it in, or leave the time column out: then the rows are taken as evenly spaced."
    )


def not_ascending(
    time_N: Array, order_N: Array | None, place: Place, unit: str, backward: Array
) -> DataError:
    """The sentence for a row that is earlier than the one before it."""
    at = int(backward[0]) + 1
    row = at if order_N is None else int(order_N[at])
    return DataError(
        f"time column {place.column!r} must ascend, got {time_N[at]:.10g}{unit} after "
        f"{time_N[at - 1]:.10g}{unit} in "
        f"{place.row(row)}; {backward.size} steps back in all. Sort the table by time, or name the id column "
        "if it holds several sequences."
    )
