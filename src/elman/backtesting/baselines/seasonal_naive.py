"""The last known value of the same season."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from elman.arrays import Array
from elman.backtesting.baselines.baseline import Baseline
from elman.data.filling import hold_season
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonalNaive(Baseline):
    """`y[t + k] = y[t + k - season * ceil(k / season)]`; the last value while no season has passed."""

    season: int
    """Its length in rows."""

    @classmethod
    def fit(cls, train: SeriesSet, *, horizon: int, season: int) -> Self:
        """There is nothing to fit."""
        return cls(season=season)

    def forecast(self, series: SeriesSet, origins: Origins, horizon: int) -> Array:
        """The last season before each origin, over and over."""
        step_K = np.arange(horizon) % self.season + 1 - self.season
        point_MK = np.empty((len(origins), horizon))
        for number, of in origins:
            filled_N = hold_season(series.y[number], self.season)
            row_MK = origins.row_M[of][:, None] + step_K
            row_MK = np.where(row_MK >= 0, row_MK, origins.row_M[of][:, None])
            point_MK[of] = filled_N[row_MK]
        return point_MK
