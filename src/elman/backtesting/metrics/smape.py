"""Symmetric mean absolute percentage error."""

from __future__ import annotations

import numpy as np

from elman.backtesting.metrics.metric import PointMetric, error_of, mean_over_series
from elman.backtesting.metrics.outcome import Outcome


class SMAPE(PointMetric):
    """`mean 200 |e| / (|y| + |forecast|)`, then the mean over the series: the M4 competition's definition.

    0 is best and 200 worst; where forecast and truth are both 0 the error is 0. Unit: percent.
    """

    name = "smape"
    label = "sMAPE"
    unit = "percent"

    def value(self, outcome: Outcome) -> float | None:
        """The mean over the series of their percentages."""
        error_MK = error_of(outcome)
        size_MK = np.abs(outcome.truth_MK.astype(np.float64)) + np.abs(outcome.point_MK)
        share_MK = 200 * np.abs(error_MK) / np.where(size_MK == 0, 1.0, size_MK)
        return mean_over_series(share_MK, outcome.series_M)
