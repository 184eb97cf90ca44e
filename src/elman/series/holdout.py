"""The last part of every series, held out: so many rows, or all from a date on."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.series.calendar import Stamp
from elman.series.origins import Origins, moment_of
from elman.series.series_set import SeriesSet

Holdout: TypeAlias = int | str | Stamp
"""Rows of the end of each series, a whole number or as text; or a date, and all rows from it on."""


def first_held_out(series: SeriesSet, holdout: Holdout) -> Array:
    """The first row of each series that is held out; its length where none is.

    Raises:
        ArgumentError: it is neither a number of rows from 1, nor a date of dated rows.
    """
    dates = series.frequency.unit != "number"
    text = str(holdout).strip()
    if isinstance(holdout, int | np.integer) or (text.isdigit() and len(text) < len("20240101")):
        if int(text) < 1:
            raise ArgumentError(
                f"holdout must be at least 1 row, got {holdout}. Or give a date, or leave it out."
            )
        return np.asarray(np.maximum(series.lengths - int(text), 0))
    if not dates:
        raise ArgumentError(
            f"holdout must be a number of rows where rows have no dates, got {holdout!r}. Give as 24."
        )
    moment = moment_of(holdout, dates=True, name="holdout")
    rows = []
    for number, length in enumerate(series.lengths):
        stamp_N = series.stamps(number, 0, int(length))
        rows.append(int(np.searchsorted(stamp_N, moment[0])))
    return np.array(rows, np.int64)


def split_off(series: SeriesSet, holdout: Holdout) -> tuple[SeriesSet, tuple[str, ...]]:
    """The rows before those that are held out, and a note on series that have none.

    Raises:
        ArgumentError: no series has a row before, or none after.
    """
    first_I = first_held_out(series, holdout)
    if not (first_I > 0).any() or not (first_I < series.lengths).any():
        raise ArgumentError(
            f"holdout must leave rows to learn from and hold some out, got {holdout} for series of up to "
            f"{int(series.lengths.max())} rows. Choose another part."
        )
    kept = np.flatnonzero(first_I > 0)
    earlier = series.select(kept).cut(first_I[kept] - 1)
    count = len(series) - len(kept)
    note = f"{count} of {len(series)} series lie in the held-out part alone, and were not learned from."
    return earlier, (note,) if count else ()


def held_out_origins(series: SeriesSet, horizon: int, holdout: Holdout, *, stride: int) -> Origins:
    """All origins whose horizons lie in the held-out part, counted back from the end of each series.

    Raises:
        ArgumentError: the held-out part of no series has a whole horizon.
    """
    numbers, rows = [], []
    for number, (first, length) in enumerate(
        zip(first_held_out(series, holdout), series.lengths, strict=True)
    ):
        row_M = np.arange(length - 1 - horizon, max(int(first) - 2, -1), -stride)[::-1]
        numbers.append(np.full(len(row_M), number))
        rows.append(row_M)
    origins = Origins(series_M=np.concatenate(numbers), row_M=np.concatenate(rows))
    if not len(origins):
        raise ArgumentError(
            f"holdout must have a whole horizon ({horizon} rows) of some series, got {holdout}. "
            "Hold more rows out."
        )
    return origins
