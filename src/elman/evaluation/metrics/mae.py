"""Mean absolute error."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.evaluation.metrics.metric import Metric


class MAE(Metric):
    """Mean absolute error, `mean(|e|)`; 0 is best. Never above the RMSE, and less moved by outliers.

    Unit: the target's.
    """

    label = "MAE"
    unit = "target"

    def value(self, truth_N: Array, prediction_N: Array) -> float | None:
        """`mean(|e|)`."""
        return float(np.mean(np.abs(prediction_N - truth_N)))
