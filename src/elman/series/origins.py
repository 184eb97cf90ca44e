"""Where forecasts are made from: a series, and the last row of it that is known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.series.calendar import readable_stamps
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Origins:
    """M forecasts to be made.

    Raises:
        ArgumentError: the arrays differ in length.
    """

    series_M: Array
    """Which series of the set, int64; each one's origins stand together, in time order."""
    row_M: Array
    """The last known row of it, int64."""

    def __post_init__(self) -> None:
        if self.series_M.shape != self.row_M.shape or self.series_M.ndim != 1:
            raise ArgumentError(
                f"series_M and row_M must have one shape (M,), got {self.series_M.shape} and "
                f"{self.row_M.shape}."
            )

    def __len__(self) -> int:
        """How many forecasts."""
        return len(self.row_M)

    def __iter__(self) -> Iterator[tuple[int, slice]]:
        """Each series that has origins, and where they stand."""
        if len(self):
            edges = np.flatnonzero(np.diff(self.series_M)) + 1
            for start, stop in zip([0, *edges], [*edges, len(self)], strict=True):
                yield int(self.series_M[start]), slice(int(start), int(stop))

    def where(self, chosen_M: Array) -> Origins:
        """Those that a mask or an index chooses."""
        return Origins(series_M=self.series_M[chosen_M], row_M=self.row_M[chosen_M])


def last_origins(series: SeriesSet) -> Origins:
    """The end of every series: a forecast of what nobody knows yet."""
    return Origins(series_M=np.arange(len(series)), row_M=series.lengths - 1)


def rolling_origins(
    series: SeriesSet, horizon: int, *, count: int | None = 1, stride: int = 1, first: int = 0
) -> Origins:
    """Origins that walk through every series, all with the whole horizon behind them.

    Args:
        series: whose rows are known to the end.
        horizon: rows after each origin.
        count: at most so many a series, the latest ones; None: all.
        stride: rows from one to the next, counted back from the last one.
        first: no origin is before this row.

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
    """As `rolling_origins`, at the same times in all series, counted back from the latest end.

    Returns:
        The origins, and a note on the series that have none.

    Raises:
        ArgumentError: as `rolling_origins`.
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


def known_before(series: SeriesSet, origins: Origins) -> SeriesSet:
    """Each series up to its first origin, a training part that no origin's future is in."""
    last_I = series.lengths - 1
    for number, of in origins:
        last_I[number] = origins.row_M[of].min()
    return series.cut(last_I)


def truths(series: SeriesSet, origins: Origins, horizon: int) -> Array:
    """What came after each origin, float64 `(M, K)`, NaN where it is missing or nobody knows yet."""
    truth_MK = np.full((len(origins), horizon), np.nan)
    for number, of in origins:
        y_N = np.concatenate([series.y[number], np.full(horizon, np.nan)])
        truth_MK[of] = y_N[origins.row_M[of][:, None] + 1 + np.arange(horizon)]
    return truth_MK
