"""Coefficient of determination."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.evaluation.metrics.metric import Metric, squared_spread


class R2(Metric):
    """Share of the truth's variance that is explained, `1 - sum(e^2) / sum((y - mean y)^2)`; 1 is best.

    Unit: none; below 0 for a prediction worse than the truth's mean. Not defined (None) for a
    constant truth. As sklearn.metrics.r2_score, which says 0 or 1 there.
    """

    label = "R2"
    unit = "none"

    def value(self, truth_N: Array, prediction_N: Array) -> float | None:
        """`1 - sum(e^2) / sum((y - mean y)^2)`."""
        spread = squared_spread(truth_N)
        return float(1.0 - np.sum((prediction_N - truth_N) ** 2) / spread) if spread > 0 else None
