"""Exponential smoothing and Theta, as statsforecast fits them: one model a series and origin."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import Any, ClassVar, Self

import numpy as np

from elman.arrays import Array
from elman.backtesting.baselines.baseline import Baseline
from elman.backtesting.baselines.naive import Naive
from elman.data.filling import hold_season
from elman.errors import MissingExtraError
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet

_FEWEST_ROWS = 4
_TIMES = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class _Statistical(Baseline):
    """A model of statsforecast, fitted anew at every origin to the rows up to there.

    Missing values are held from the season before. Where a series is too short or does not move, it is the
    naive forecast.
    """

    model: ClassVar[str]
    season: int
    """Its length in rows."""

    @classmethod
    def fit(cls, train: SeriesSet, *, horizon: int, season: int) -> Self:
        """There is nothing to fit before the origins are known.

        Raises:
            MissingExtraError: statsforecast is not installed.
        """
        _models()
        return cls(season=season)

    def forecast(self, series: SeriesSet, origins: Origins, horizon: int) -> Array:
        """Fits and forecasts origin by origin."""
        make = getattr(_models(), self.model)
        point_MK = Naive().forecast(series, origins, horizon)
        for number, of in origins:
            filled_N = hold_season(series.y[number], self.season)
            for place, row in zip(range(of.start, of.stop), origins.row_M[of], strict=True):
                known_N = filled_N[: row + 1]
                if len(known_N) < _FEWEST_ROWS or np.ptp(known_N) == 0:
                    continue
                season = self.season if len(known_N) >= _TIMES * self.season else 1
                mean_K = make(season_length=season).forecast(y=known_N, h=horizon)["mean"]
                if np.isfinite(mean_K).all():
                    point_MK[place] = mean_K
        return point_MK


class AutoETS(_Statistical):
    """Exponential smoothing; error, trend and season chosen by the corrected information criterion."""

    model = "AutoETS"


class Theta(_Statistical):
    """The standard Theta method, the best simple one of the M3 competition."""

    model = "Theta"


def _models() -> Any:
    try:
        return import_module("statsforecast.models")
    except ImportError:
        raise MissingExtraError(
            "The baselines auto_ets and theta need statsforecast, which is not installed. "
            "Install it: pip install statsforecast"
        ) from None
