"""Root of the mean squared error."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.evaluation.metrics.metric import Metric


class RMSE(Metric):
    """Root mean squared error, `sqrt(mean(e^2))` with `e = prediction - truth`; 0 is best.

    Unit: the target's. What the benchmarks of nonlinearbenchmark.org are scored by.
    """

    label = "RMSE"
    unit = "target"

    def value(self, truth_N: Array, prediction_N: Array) -> float | None:
        """`sqrt(mean(e^2))`."""
        return float(np.sqrt(np.mean((prediction_N - truth_N) ** 2)))
