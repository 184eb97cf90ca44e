"""The fit of system identification."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.evaluation.metrics.metric import Metric, squared_spread


class FitPercent(Metric):
    """Fit in percent, `100 (1 - ||e|| / ||y - mean y||)`; 100 is best, the truth's mean gets 0.

    Unit: percent; below 0 for a prediction worse than the mean. Not defined (None) for a constant
    truth. Reference: Ljung 1999, System Identification; as `compare` in MATLAB's toolbox.
    """

    label = "fit %"
    unit = "percent"

    def value(self, truth_N: Array, prediction_N: Array) -> float | None:
        """`100 (1 - ||e|| / ||y - mean y||)`."""
        spread = squared_spread(truth_N)
        if spread <= 0:
            return None
        return float(100.0 * (1.0 - np.linalg.norm(prediction_N - truth_N) / np.sqrt(spread)))
