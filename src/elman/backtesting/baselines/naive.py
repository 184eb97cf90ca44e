"""The last known value."""

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
class Naive(Baseline):
    """`y[t + k] = y[t]`, or the last known value before t."""

    @classmethod
    def fit(cls, train: SeriesSet, *, horizon: int, season: int) -> Self:
        """There is nothing to fit."""
        return cls()

    def forecast(self, series: SeriesSet, origins: Origins, horizon: int) -> Array:
        """The last known value of each origin, K times."""
        point_MK = np.empty((len(origins), horizon))
        for number, of in origins:
            point_MK[of] = hold(series.y[number])[origins.row_M[of], None]
        return point_MK
