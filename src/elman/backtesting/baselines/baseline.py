"""The interface of a baseline of forecasts: a simple forecaster that a network should beat."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Self

from elman.arrays import Array
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet


class Baseline(ABC):
    """A fitted baseline. It forecasts in the units of the series and sees no row after an origin."""

    @classmethod
    @abstractmethod
    def fit(cls, train: SeriesSet, *, horizon: int, season: int) -> Self:
        """Fits it to the training part.

        Args:
            train: the training part.
            horizon: the rows that it will be asked for, at most.
            season: its length in rows; 1: none.
        """

    @abstractmethod
    def forecast(self, series: SeriesSet, origins: Origins, horizon: int) -> Array:
        """Returns forecasts of the next `horizon` rows after each origin, float64 `(M, K)`, finite."""
