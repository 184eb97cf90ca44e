"""Mean absolute scaled error."""

from __future__ import annotations

import numpy as np

from elman.backtesting.metrics.metric import PointMetric, error_of, mean_over_series
from elman.backtesting.metrics.outcome import Outcome


class MASE(PointMetric):
    """`mean |e| / (mean |y[t] - y[t - m]| of the training part)`, then the mean over the series.

    Below 1: better than the seasonal naive forecast of one season ahead was in training. A series that does
    not move there has none. Unit: none. Reference: Hyndman and Koehler 2006.
    """

    name = "mase"
    label = "MASE"
    unit = "none"

    def value(self, outcome: Outcome) -> float | None:
        """The mean over the series of their scaled errors."""
        scale_M1 = outcome.scales.naive_error_I[outcome.series_M][:, None]
        return mean_over_series(np.abs(error_of(outcome)) / scale_M1, outcome.series_M)
