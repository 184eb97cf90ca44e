"""The naive forecast of the seasonally adjusted series: what the M competitions measure others by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from elman.arrays import Array
from elman.backtesting.baselines.baseline import Baseline
from elman.data.filling import hold, hold_season
from elman.series.calendar import Stamp
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet

_CRITICAL = 1.645
"""The 90 % two-sided quantile of the normal distribution, as the M4 organisers have it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Naive2(Baseline):
    """The last value divided by its season's index, times the index of each row ahead.

    Indices are those of a classical multiplicative decomposition (centred moving average) of the training
    part, where the autocorrelation there says that it is seasonal and every value is above 0; else 1.
    Reference: Makridakis, Spiliotis and Assimakopoulos 2018, benchmarks of the M4 competition.
    """

    season: int
    """Its length in rows."""
    indices: Mapping[str, tuple[Stamp, Array]]
    """By id: the index of each row of a season, and the stamp of the first. Other series have no season."""

    @classmethod
    def fit(cls, train: SeriesSet, *, horizon: int, season: int) -> Self:
        """Tests every series and takes its season's indices."""
        indices = {}
        for name, first, y_N in zip(train.ids, train.first, train.y, strict=True):
            filled_N = hold_season(y_N, season)
            if is_seasonal(filled_N, season):
                indices[name] = (first, seasonal_indices(filled_N, season))
        return cls(season=season, indices=indices)

    def forecast(self, series: SeriesSet, origins: Origins, horizon: int) -> Array:
        """The adjusted last value of each origin, with the season put back."""
        point_MK = np.empty((len(origins), horizon))
        for number, of in origins:
            row_M = origins.row_M[of]
            first, index_P = self.indices.get(series.ids[number], (series.first[number], np.ones(1)))
            (before,), _ = series.frequency.rows_of(first, np.array([series.first[number]]))
            level_M = hold(series.y[number])[row_M] / index_P[(before + row_M) % len(index_P)]
            row_MK = before + row_M[:, None] + 1 + np.arange(horizon)
            point_MK[of] = level_M[:, None] * index_P[row_MK % len(index_P)]
        return point_MK


def is_seasonal(y_N: Array, season: int) -> bool:
    """Whether the autocorrelation at the season exceeds what the shorter lags explain, and y is above 0."""
    if season < 2 or len(y_N) < 3 * season or (y_N <= 0).any() or np.ptp(y_N) == 0:
        return False
    centred_N = y_N - y_N.mean()
    correlation_L = np.array([centred_N[lag:] @ centred_N[: len(y_N) - lag] for lag in range(1, season + 1)])
    correlation_L /= centred_N @ centred_N
    limit = _CRITICAL * np.sqrt((1 + 2 * np.sum(correlation_L[:-1] ** 2)) / len(y_N))
    return bool(abs(correlation_L[-1]) > limit)


def seasonal_indices(y_N: Array, season: int) -> Array:
    """The mean ratio of each row of a season to the centred moving average around it, mean 1."""
    weight_P = np.full(season + 1 - season % 2, 1 / season)
    if season % 2 == 0:
        weight_P[[0, -1]] /= 2
    half = len(weight_P) // 2
    ratio_N = y_N[half : len(y_N) - half] / np.convolve(y_N, weight_P, mode="valid")
    row_N = np.arange(half, len(y_N) - half) % season
    index_P = np.bincount(row_N, ratio_N, season) / np.bincount(row_N, minlength=season)
    return np.asarray(index_P / index_P.mean())
