"""Mean absolute error of z-scores."""

from __future__ import annotations

import numpy as np

from elman.backtesting.metrics.metric import PointMetric, error_of, mean_over_series
from elman.backtesting.metrics.outcome import Outcome


class MAEScaled(PointMetric):
    """`mean |e| / s`, s the standard deviation of the training part; then the mean over the series.

    What the papers on long horizons report beside the squared one. Unit: none.
    """

    name = "mae_scaled"
    label = "MAE (z)"
    unit = "none"

    def value(self, outcome: Outcome) -> float | None:
        """The mean over the series of their absolute z-scores."""
        scale_M1 = outcome.scales.deviation_I[outcome.series_M][:, None]
        return mean_over_series(np.abs(error_of(outcome)) / scale_M1, outcome.series_M)
