"""Columns of polars as NumPy arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from elman.readers.column import Column, known_zone

if TYPE_CHECKING:
    import polars


def from_polars(series: polars.Series) -> Column:
    """Returns the column of a series of polars."""
    import polars as pl

    kind = series.dtype
    if kind in (pl.String, pl.Categorical, pl.Enum):
        return Column(np.array(series.cast(pl.String).to_list(), object))
    if kind in (pl.Date, pl.Datetime):
        zone = getattr(kind, "time_zone", None)
        ticks = series.cast(pl.Datetime("us", zone)).to_physical()
        return Column(_ticks(ticks).astype("M8[us]"), known_zone(zone))
    if kind in (pl.Duration, pl.Time):
        nanoseconds = pl.Duration("ns") if kind == pl.Time else pl.Duration("us")
        return Column(_ticks(series.cast(nanoseconds).dt.cast_time_unit("us").to_physical()).astype("m8[us]"))
    if kind in (pl.Null, pl.Int128) or isinstance(kind, pl.Decimal):
        return Column(series.cast(pl.Float64).to_numpy())
    if kind == pl.Boolean or kind.is_numeric():
        return Column(series.cast(pl.Float64).to_numpy() if series.null_count() else series.to_numpy())
    return Column(np.array(series.to_list(), object), foreign=str(kind))


def _ticks(series: polars.Series) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    # The smallest number is "not a time".
    return np.asarray(series.fill_null(np.iinfo(np.int64).min).to_numpy(), np.int64)
