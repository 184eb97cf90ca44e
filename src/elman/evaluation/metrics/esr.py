"""Error-to-signal ratio."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.evaluation.metrics.metric import Metric


class ESR(Metric):
    """Error-to-signal ratio, `sum(e^2) / sum(y^2)`; 0 is best, silence gets 1.

    Unit: none. The truth's mean is not taken off, so that it suits signals around zero, as audio;
    with an offset it flatters. Not defined (None) for a truth that is zero throughout.
    Reference: Wright, Damskägg and Välimäki 2019, "Real-time black-box modelling with recurrent
    neural networks" (without their pre-emphasis filter).
    """

    label = "ESR"
    unit = "none"

    def value(self, truth_N: Array, prediction_N: Array) -> float | None:
        """`sum(e^2) / sum(y^2)`."""
        signal = float(np.sum(truth_N**2))
        return float(np.sum((prediction_N - truth_N) ** 2) / signal) if signal > 0 else None
