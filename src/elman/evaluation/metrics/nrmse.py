"""Root mean squared error in standard deviations of the truth."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.evaluation.metrics.metric import Metric, squared_spread


class NRMSE(Metric):
    """RMSE divided by the truth's standard deviation (of these rows, divisor N).

    `sqrt(sum(e^2) / sum((y - mean y)^2))`; 0 is best, 1 is what the truth's own mean would get.
    Unit: none. Not defined (None) for a constant truth. Others divide by the range or the mean
    instead: compare only what is divided alike.
    """

    label = "NRMSE"
    unit = "none"

    def value(self, truth_N: Array, prediction_N: Array) -> float | None:
        """`sqrt(sum(e^2) / sum((y - mean y)^2))`."""
        spread = squared_spread(truth_N)
        return float(np.sqrt(np.sum((prediction_N - truth_N) ** 2) / spread)) if spread > 0 else None
