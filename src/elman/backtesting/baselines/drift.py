"""The line through the first and the last value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from elman.arrays import Array
from elman.backtesting.baselines.baseline import Baseline
from elman.data.filling import hold
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True)
class Drift(Baseline):
    """`y[t + k] = y[t] + k (y[t] - y[0]) / t`: the naive forecast with the mean change so far."""

    @classmethod
    def fit(cls, train: SeriesSet, *, horizon: int, season: int) -> Self:
        """There is nothing to fit."""
        return cls()

    def forecast(self, series: SeriesSet, origins: Origins, horizon: int) -> Array:
        """The line through the first known row and the last one at or before each origin, prolonged."""
        point_MK = np.empty((len(origins), horizon))
        for number, of in origins:
            y_N = series.y[number]
            row_M = origins.row_M[of]
            known_N = ~np.isnan(y_N)
            first = int(np.argmax(known_N))
            last_M = np.maximum.accumulate(np.where(known_N, np.arange(len(y_N)), -1))[row_M]
            held_N = hold(y_N)
            slope_M = (held_N[row_M] - held_N[first]) / np.maximum(last_M - first, 1)
            slope_M[last_M <= first] = 0.0
            ahead_MK = (row_M - last_M)[:, None] + np.arange(1, horizon + 1)
            point_MK[of] = (
                held_N[row_M][:, None] + slope_M[:, None] * np.where(last_M >= 0, 1, 0)[:, None] * ahead_MK
            )
        return point_MK
