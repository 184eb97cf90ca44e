"""Mean squared error of z-scores."""

from __future__ import annotations

from elman.backtesting.metrics.metric import PointMetric, error_of, mean_over_series
from elman.backtesting.metrics.outcome import Outcome


class MSEScaled(PointMetric):
    """`mean (e / s)^2`, s the standard deviation of the training part; then the mean over the series.

    What the papers on long horizons report, who standardise each channel first. Unit: none.
    """

    name = "mse_scaled"
    label = "MSE (z)"
    unit = "none"

    def value(self, outcome: Outcome) -> float | None:
        """The mean over the series of their squared z-scores."""
        scale_M1 = outcome.scales.deviation_I[outcome.series_M][:, None]
        return mean_over_series((error_of(outcome) / scale_M1) ** 2, outcome.series_M)
