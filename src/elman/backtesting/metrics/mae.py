"""Mean absolute error."""

from __future__ import annotations

import numpy as np

from elman.backtesting.metrics.metric import PointMetric, error_of, mean_over_all
from elman.backtesting.metrics.outcome import Outcome


class MAE(PointMetric):
    """`mean |e|` over all forecasts and steps. Unit: the target's."""

    name = "mae"
    label = "MAE"
    unit = "target"

    def value(self, outcome: Outcome) -> float | None:
        """`mean |e|`."""
        return mean_over_all(np.abs(error_of(outcome)))
