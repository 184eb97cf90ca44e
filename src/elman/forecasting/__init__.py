"""Forecasting: the target is the series' own future."""

from elman.forecasting.backtesting import (
    Backtest,
    backtest,
    backtest_baselines,
    describe_backtest,
    describe_overall,
)
from elman.forecasting.columns import SeriesColumns
from elman.forecasting.fit import checkpoint_paths
from elman.forecasting.fitting import FittedForecaster, fit_forecaster, split_options
from elman.forecasting.forecaster import Forecaster
from elman.forecasting.forecaster_file import RECORD_KEY
from elman.forecasting.options import ForecastOptions
from elman.forecasting.origins import Origins, last_origins, rolling_origins, truths
from elman.forecasting.pictures import plot_backtest, plot_forecast
from elman.forecasting.reading import read_series
from elman.forecasting.refitting import refit_like
from elman.forecasting.result import Forecast
from elman.forecasting.season import find_seasons
from elman.forecasting.series import SeriesSet, concat
from elman.forecasting.streaming import Ahead, ForecastState, ForecastStream

__all__ = [
    "RECORD_KEY",
    "Ahead",
    "Backtest",
    "FittedForecaster",
    "Forecast",
    "ForecastOptions",
    "ForecastState",
    "ForecastStream",
    "Forecaster",
    "Origins",
    "SeriesColumns",
    "SeriesSet",
    "backtest",
    "backtest_baselines",
    "checkpoint_paths",
    "concat",
    "describe_backtest",
    "describe_overall",
    "find_seasons",
    "fit_forecaster",
    "last_origins",
    "plot_backtest",
    "plot_forecast",
    "read_series",
    "refit_like",
    "rolling_origins",
    "split_options",
    "truths",
]
