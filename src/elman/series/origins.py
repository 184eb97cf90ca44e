"""The origins of forecasts: a series, and its last known row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
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
