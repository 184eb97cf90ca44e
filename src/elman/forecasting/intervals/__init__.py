"""What a forecaster does not know: conformal bands, fixed and adaptive."""

from elman.forecasting.intervals.adaptive import AdaptiveTail, follow_bands
from elman.forecasting.intervals.bands import check_levels, make_bands, sides_of
from elman.forecasting.intervals.residuals import Residuals, measure_residuals
from elman.forecasting.intervals.restlessness import restlessness

__all__ = [
    "AdaptiveTail",
    "Residuals",
    "check_levels",
    "follow_bands",
    "make_bands",
    "measure_residuals",
    "restlessness",
    "sides_of",
]
