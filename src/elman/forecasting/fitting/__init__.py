"""From tables to a forecaster: look at the data, try framings, train networks, calibrate the bands."""

from elman.forecasting.fitting.from_series import ForecastFit, checkpoint_paths, fit_series
from elman.forecasting.fitting.from_table import FittedForecaster, fit_forecaster, option_names, split_options
from elman.forecasting.fitting.refitting import refit_like
from elman.forecasting.fitting.updating import update_forecaster

__all__ = [
    "FittedForecaster",
    "ForecastFit",
    "checkpoint_paths",
    "fit_forecaster",
    "fit_series",
    "option_names",
    "refit_like",
    "split_options",
    "update_forecaster",
]
