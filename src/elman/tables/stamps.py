"""A time column as stamps: numbers, or moments in microseconds with the zone of their clock."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.tables.numbers import Place
from elman.tables.time_order import missing_time, not_ascending, parse_times

if TYPE_CHECKING:
    import polars

_MOST_EXACT = 2**53


def stamp_values(series: polars.Series, place: Place) -> tuple[Array, str | None]:
    """The stamps `(N,)` of a time column, and the zone of their clock if the column has one.

    Returns:
        int64 if all are whole numbers, else float64; or datetime64 in microseconds, in UTC where there is a
        zone.

    Raises:
        DataError: a time is missing, or is neither a number nor a date.
    """
    import polars as pl

    if series.dtype == pl.String:
        series = parse_times(series, place)
    if series.null_count():
        raise missing_time(place, int(series.is_null().arg_max() or 0))
    if series.dtype in (pl.Date, pl.Datetime):
        zone = getattr(series.dtype, "time_zone", None)
        ticks = series.cast(pl.Datetime("us", zone)).to_physical()
        return ticks.to_numpy().astype("M8[us]"), zone
    if not series.dtype.is_numeric():
        raise DataError(
            f"time column {place.column!r} of {place.table} must hold numbers or dates such as "
            f"2024-01-31 13:45:00, got {series.dtype}. A clock time needs its date."
        )
    time_N = series.to_numpy()
    if time_N.dtype.kind in "iu":
        return time_N.astype(np.int64), None
    time_N = time_N.astype(np.float64)
    if not np.isfinite(time_N).all():
        raise missing_time(place, int(np.flatnonzero(~np.isfinite(time_N))[0]))
    whole = bool((time_N == np.rint(time_N)).all() and (np.abs(time_N) < _MOST_EXACT).all())
    return (time_N.astype(np.int64) if whole else time_N), None


def check_stamps(stamp_N: Array, row_N: Array, lengths: Sequence[int], place: Place) -> None:
    """Checks that the stamps of every series ascend and that none is there twice.

    Args:
        stamp_N: series after series.
        row_N: the table's row of each stamp, counted from the first one that was read.
        lengths: rows of each series.
        place: where the column stands.

    Raises:
        DataError: a row is not later than the row before it.
    """
    if len(stamp_N) < 2:
        return
    moment_N = stamp_N.astype(np.int64) if stamp_N.dtype.kind == "M" else stamp_N
    within_N = np.ones(len(stamp_N) - 1, bool)
    within_N[np.cumsum(lengths)[:-1] - 1] = False
    backward = np.flatnonzero((np.diff(moment_N) < 0) & within_N)
    if backward.size:
        seconds = stamp_N.dtype.kind == "M"
        time_N = (moment_N - moment_N[0]) / 1e6 if seconds else stamp_N
        raise not_ascending(time_N, row_N, place, " s" if seconds else "", backward)
    same = np.flatnonzero((np.diff(moment_N) == 0) & within_N)
    if same.size:
        at = int(same[0]) + 1
        raise DataError(
            f"time column {place.column!r} must have each time once in a series, got {stamp_N[at]} again in "
            f"{place.row(int(row_N[at]))}; {same.size} such in all. Leave one of the rows out, name the id "
            "column if the table holds several series, or, if it is the hour that daylight saving repeats, "
            "give the times in UTC or with their offset."
        )
