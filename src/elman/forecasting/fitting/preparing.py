"""The parts of a data set that a fit learns from, and that it is judged on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.forecasting.fitting.weights import ErrorWeights
from elman.forecasting.options import ForecastOptions
from elman.framing import Framing, History, make_history
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Parts:
    """Series, cut in time."""

    series: SeriesSet
    """All rows."""
    training: SeriesSet
    """The rows before the cut."""
    cut_I: Array
    """The first validation row of each series."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Prepared:
    """What one framing makes of the parts."""

    framing: Framing
    """How."""
    training: History
    """Of the rows before the cut."""
    whole: History
    """Of all rows."""
    weights: ErrorWeights
    """What an error counts, by the training part."""


def cut_series(series: SeriesSet, options: ForecastOptions) -> Parts:
    """Sets the last part of every series aside.

    It is the share asked for, or a horizon if that is more, but at most a third of a short series.
    """
    lengths_I = series.lengths
    wanted_I = np.maximum(np.round(options.validation * lengths_I), options.horizon).astype(np.int64)
    most_I = np.maximum(lengths_I // 3, np.round(options.validation * lengths_I).astype(np.int64))
    cut_I = np.maximum(lengths_I - np.minimum(wanted_I, most_I), 1)
    return Parts(series=series, training=series.cut(cut_I - 1), cut_I=cut_I)


def prepare(framing: Framing, parts: Parts) -> Prepared:
    """Lays both parts out for a framing."""
    training = make_history(framing, parts.training)
    whole = make_history(framing, parts.series)
    return Prepared(
        framing=framing, training=training, whole=whole, weights=ErrorWeights(training, framing.season)
    )


def validation_origins(parts: Parts, *, most: int) -> Origins:
    """Origins from the last training row to the last but one of all, at most so many, evenly chosen."""
    counts_I = parts.series.lengths - parts.cut_I
    numbers = np.repeat(np.arange(len(counts_I)), counts_I)
    begins = np.repeat(np.cumsum(counts_I) - counts_I, counts_I)
    rows = np.arange(len(numbers)) - begins + parts.cut_I[numbers] - 1
    # A whole number of rows apart would meet the same hours of the day again and again.
    chosen = np.unique(np.linspace(0, len(numbers) - 1, min(most, len(numbers))).round().astype(np.int64))
    return Origins(series_M=numbers[chosen], row_M=rows[chosen])


def scored_origins(parts: Parts, horizon: int, *, most: int) -> Origins:
    """Origins whose whole horizons lie in the validation part, side by side; of too many the latest."""
    each = max(1, most // len(parts.series))
    numbers, rows = [], []
    for number, (length, cut) in enumerate(zip(parts.series.lengths, parts.cut_I, strict=True)):
        row_M = np.arange(length - 1 - horizon, cut - 2, -horizon)[:each][::-1]
        numbers.append(np.full(len(row_M), number))
        rows.append(row_M)
    return Origins(series_M=np.concatenate(numbers), row_M=np.concatenate(rows))
