"""Root mean squared error."""

from __future__ import annotations

import numpy as np

from elman.backtesting.metrics.metric import PointMetric, error_of, mean_over_all
from elman.backtesting.metrics.outcome import Outcome


class RMSE(PointMetric):
    """`sqrt(mean e^2)` over all forecasts and steps. Unit: the target's."""

    name = "rmse"
    label = "RMSE"
    unit = "target"

    def value(self, outcome: Outcome) -> float | None:
        """`sqrt(mean e^2)`."""
        square = mean_over_all(error_of(outcome) ** 2)
        return None if square is None else float(np.sqrt(square))
