"""The interface of a metric of forecasts."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

import numpy as np

from elman.arrays import Array
from elman.backtesting.metrics.outcome import Outcome


class Metric(ABC):
    """One number, or one a level, for forecasts beside what came, in float64.

    A truth that is missing is not scored. None stands where nothing is scored, or the formula would divide
    by nothing.
    """

    label: ClassVar[str]
    """The heading of its column."""
    unit: ClassVar[Literal["target", "percent", "none"]]
    """The unit: that of the target, percent, or none."""

    @abstractmethod
    def values(self, outcome: Outcome) -> dict[str, float | None]:
        """Returns the values by name: one, or one for each level of the intervals."""


class PointMetric(Metric):
    """A metric of the forecast values: a mean of errors."""

    name: ClassVar[str]
    """The name of the metric in results."""

    def values(self, outcome: Outcome) -> dict[str, float | None]:
        """Returns the value by the metric's name."""
        return {self.name: self.value(outcome)}

    @abstractmethod
    def value(self, outcome: Outcome) -> float | None:
        """Returns the value."""


def mean_over_series(error_MK: Array, series_M: Array) -> float | None:
    """The mean over the series of the mean over all that is known of each: a short one counts as a long one.

    Args:
        error_MK: NaN where it is not known, or not defined.
        series_M: the number of each row's series.
    """
    known_MK = ~np.isnan(error_MK)
    total_I = np.bincount(series_M, np.where(known_MK, error_MK, 0.0).sum(axis=1))
    count_I = np.bincount(series_M, known_MK.sum(axis=1))
    return float(np.mean(total_I[count_I > 0] / count_I[count_I > 0])) if count_I.any() else None


def mean_over_all(error_MK: Array) -> float | None:
    """Returns the mean over all known errors."""
    known = error_MK[~np.isnan(error_MK)]
    return float(known.mean()) if known.size else None


def error_of(outcome: Outcome) -> Array:
    """Returns `forecast - truth` in float64; NaN where no truth is known."""
    return np.asarray(outcome.point_MK.astype(np.float64) - outcome.truth_MK)
