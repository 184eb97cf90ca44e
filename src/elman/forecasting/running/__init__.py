"""Networks run over series: one carried pass, its outputs fed back, several networks together, paths."""

from elman.forecasting.running.ensemble import Spread, forecast_together
from elman.forecasting.running.passes import Passed, run_passes
from elman.forecasting.running.paths import sample_paths
from elman.forecasting.running.rollout import forecast_origins, go_on

__all__ = [
    "Passed",
    "Spread",
    "forecast_origins",
    "forecast_together",
    "go_on",
    "run_passes",
    "sample_paths",
]
