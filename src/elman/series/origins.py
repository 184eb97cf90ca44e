"""The origins of forecasts: a series, and its last known row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.series.calendar import Stamp, readable_stamps
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Origins:
    """M forecasts to be made.

    Raises:
        ArgumentError: the arrays differ in length.
    """

    series_M: Array
    """The number of the series, int64; origins of one series stand together, in the order of time."""
    row_M: Array
    """The last known row of the series, int64."""

    def __post_init__(self) -> None:
        if self.series_M.shape != self.row_M.shape or self.series_M.ndim != 1:
            raise ArgumentError(
                f"series_M and row_M must have one shape (M,), got {self.series_M.shape} and "
                f"{self.row_M.shape}."
            )

    def __len__(self) -> int:
        """Returns the number of forecasts."""
        return len(self.row_M)

    def __iter__(self) -> Iterator[tuple[int, slice]]:
        """Yields each series that has origins, and the places of its origins."""
        if len(self):
            edges = np.flatnonzero(np.diff(self.series_M)) + 1
            for start, stop in zip([0, *edges], [*edges, len(self)], strict=True):
                yield int(self.series_M[start]), slice(int(start), int(stop))

    def where(self, chosen_M: Array) -> Origins:
        """Returns the origins that a mask or an index chooses."""
        return Origins(series_M=self.series_M[chosen_M], row_M=self.row_M[chosen_M])


def last_origins(series: SeriesSet) -> Origins:
    """Returns the end of every series as its origin: the forecast is of the unknown future."""
    return Origins(series_M=np.arange(len(series)), row_M=series.lengths - 1)


def rolling_origins(
    series: SeriesSet, horizon: int, *, count: int | None = 1, stride: int = 1, first: int = 0
) -> Origins:
    """Returns origins at equal distances in every series, each followed by the whole horizon.

    Args:
        series: the series, with rows that are known to the end.
        horizon: the number of rows after each origin.
        count: the most origins of a series, the latest ones; None: all.
        stride: the rows from one origin to the next, counted back from the last one.
        first: the earliest row that may be an origin.

    Raises:
        ArgumentError: a number is too small, or no series has an origin.
    """
    for name, value, least in (
        ("horizon", horizon, 1),
        ("count", 1 if count is None else count, 1),
        ("stride", stride, 1),
        ("first", first, 0),
    ):
        if value < least:
            raise ArgumentError(f"{name} must be at least {least}, got {value}.")
    numbers, rows = [], []
    for number, length in enumerate(series.lengths):
        row_M = np.arange(length - 1 - horizon, first - 1, -stride)[:count][::-1]
        numbers.append(np.full(len(row_M), number))
        rows.append(row_M)
    origins = Origins(series_M=np.concatenate(numbers), row_M=np.concatenate(rows))
    if not len(origins):
        raise ArgumentError(
            f"horizon must leave a row before it in some series, got {horizon} with first {first}; the "
            f"longest series has {int(series.lengths.max())} rows. Shorten the horizon or give more rows."
        )
    return origins


def common_origins(
    series: SeriesSet, horizon: int, *, count: int | None = 1, stride: int = 1, first: int = 0
) -> tuple[Origins, tuple[str, ...]]:
    """Chooses origins at the same times in all series, counted back from the latest end.

    Returns:
        The origins, and a note on the series that have none.

    Raises:
        ArgumentError: a number is too small, or no series has an origin.
    """
    first_I = numbers_of_first(series)
    latest = int((first_I + series.lengths).max())
    rolling_origins(series, horizon, count=count, stride=stride, first=first)
    times_T = np.arange(latest - 1 - horizon, int(first_I.min()) - 1, -stride)[:count][::-1]
    numbers, rows = [], []
    for number, length in enumerate(series.lengths):
        row_T = times_T - first_I[number]
        row_M = row_T[(row_T >= first) & (row_T <= length - 1 - horizon)]
        numbers.append(np.full(len(row_M), number))
        rows.append(row_M)
    without = [name for name, row_M in zip(series.ids, rows, strict=True) if not len(row_M)]
    notes: tuple[str, ...] = ()
    if without:
        notes = (
            f"{len(without)} of {len(series)} series have no whole horizon after a cut-off, which is one time"
            f" for all, and are not tested: {', '.join(map(repr, without[:5]))}.",
        )
    return Origins(series_M=np.concatenate(numbers), row_M=np.concatenate(rows)), notes


def ended_before(series: SeriesSet, rows: int) -> tuple[str, ...]:
    """A note on series whose last row is more than so many rows before that of the others; none for numbers.

    Args:
        series: with dates.
        rows: of a horizon.
    """
    if series.frequency.unit == "number":
        return ()
    end_I = numbers_of_first(series) + series.lengths
    early = np.flatnonzero(end_I.max() - end_I > rows)
    if not len(early):
        return ()
    number = int(early[np.argmin(end_I[early])])
    last = readable_stamps(series.frequency, series.stamps(number, int(series.lengths[number]) - 1, 1))[0]
    return (
        f"{len(early)} of {len(series)} series end more than {rows} rows before the latest one, "
        f"{series.ids[number]!r} at {last}: what is forecast of them is past already for the others.",
    )


def numbers_of_first(series: SeriesSet) -> Array:
    """When each series begins, counted in steps of the calendar, int64 `(I,)`.

    Rows that are numbered tell no time, so these series are taken to end together.
    """
    if series.frequency.unit == "number":
        return -series.lengths
    return np.array([series.frequency.number_of(first) for first in series.first], np.int64)


def rows_of(series: SeriesSet, rows: tuple[int | None, int | None]) -> SeriesSet:
    """These rows of each series, their values alone.

    Raises:
        ArgumentError: a series has none of them.
    """
    y = tuple(y_N[slice(*rows)] for y_N in series.y)
    lacking = next((name for name, y_N in zip(series.ids, y, strict=True) if not len(y_N)), None)
    if lacking is not None:
        raise ArgumentError(
            f"scale_rows must be rows of every series, got {rows[0] or 0}:{rows[1] or ''}, of which "
            f"{lacking!r} has none. Choose others."
        )
    return replace(series, y=y, past=(), past_names=(), future=(), future_names=())


def origins_at(series: SeriesSet, at: Stamp | str | datetime) -> tuple[Origins, tuple[str, ...]]:
    """The last row of each series that is known at a moment, and a note on those that begin later.

    Args:
        series: of any ends; one that ends before is forecast from its end.
        at: the moment, as stamps of the series are counted: a date and time, or a number.

    Raises:
        ArgumentError: it is no such moment, or all series begin later.
    """
    moment = moment_of(at, dates=series.frequency.unit != "number")
    rows = np.array([_last_known(series, number, moment) for number in range(len(series))], np.int64)
    known = rows >= 0
    if not known.any():
        first = min(str(stamp) for stamp in series.first)
        raise ArgumentError(
            f"at must not be before the first row ({first}), got {at}. Choose a later moment."
        )
    left_out = [name for name, has in zip(series.ids, known, strict=True) if not has]
    note = (
        f"{len(left_out)} of {len(series)} series begin after {at} and were left out: "
        f"{', '.join(map(repr, left_out[:5]))}."
    )
    origins = Origins(series_M=np.flatnonzero(known), row_M=rows[known])
    return origins, (note,) if left_out else ()


def moment_of(at: Stamp | str | datetime, *, dates: bool, name: str = "at") -> Array:
    """A moment as stamps are counted, alone in an array.

    Args:
        at: as a user gives it.
        dates: whether stamps are dates; else they are numbers.
        name: of the option, for the message.

    Raises:
        ArgumentError: it is none.
    """
    try:
        moment = np.array([at]).astype("M8[us]" if dates else np.float64)
        if not (dates and isinstance(at, int | float)) and not np.isnan(moment).any():
            return moment
    except (TypeError, ValueError):
        pass
    kind = "a date and time without an offset, as 2024-05-31" if dates else "a number"
    raise ArgumentError(f"{name} must be {kind}, as in the table, got {at!r}.")


def _last_known(series: SeriesSet, number: int, moment: Array) -> int:
    """The last row that is not later; -1 if there is none."""
    last = len(series.y[number]) - 1
    row = int(series.frequency.rows_of(series.first[number], moment)[0][0])
    row = min(max(row + 1, -1), last)
    while row >= 0 and series.stamps(number, row, 1)[0] > moment[0]:
        row -= 1
    return row


def known_before(series: SeriesSet, origins: Origins) -> SeriesSet:
    """Returns each series up to its first origin: a training part without any origin's future."""
    last_I = series.lengths - 1
    for number, of in origins:
        last_I[number] = origins.row_M[of].min()
    return series.cut(last_I)


def truths(series: SeriesSet, origins: Origins, horizon: int) -> Array:
    """Returns the values after each origin, float64 `(M, K)`; NaN where they are missing or not yet known."""
    truth_MK = np.full((len(origins), horizon), np.nan)
    for number, of in origins:
        y_N = np.concatenate([series.y[number], np.full(horizon, np.nan)])
        truth_MK[of] = y_N[origins.row_M[of][:, None] + 1 + np.arange(horizon)]
    return truth_MK
