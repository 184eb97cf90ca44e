"""Networks at work on series: one pass with carried state, feedback, several networks together, paths."""

from elman.forecasting.running.ensemble import forecast_together
from elman.forecasting.running.passes import Passed, quantiles_of, run_passes
from elman.forecasting.running.paths import sample_paths
from elman.forecasting.running.rollout import continue_forecast, forecast_origins

__all__ = [
    "Passed",
    "continue_forecast",
    "forecast_origins",
    "forecast_together",
    "quantiles_of",
    "run_passes",
    "sample_paths",
]
