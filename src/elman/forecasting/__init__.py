"""Forecasting: the target is the series' own future.

What only a fit or a picture needs is imported when it is first asked for: a process that loads a model to
use it is not to wait for the training.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from elman.forecasting.backtesting import (
    Backtest,
    backtest,
    backtest_baselines,
    describe_backtest,
    describe_overall,
)
from elman.forecasting.columns import SeriesColumns
from elman.forecasting.forecaster import Forecaster
from elman.forecasting.forecaster_file import RECORD_KEY
from elman.forecasting.options import ForecastOptions
from elman.forecasting.origins import Origins, last_origins, rolling_origins, truths
from elman.forecasting.reading import read_series
from elman.forecasting.result import Forecast
from elman.forecasting.season import find_seasons
from elman.forecasting.series import SeriesSet, concat
from elman.forecasting.streaming import Ahead, ForecastRows, ForecastState, ForecastStream

if TYPE_CHECKING:
    from elman.forecasting.fit import checkpoint_paths
    from elman.forecasting.fitting import FittedForecaster, fit_forecaster, split_options
    from elman.forecasting.pictures import plot_backtest, plot_forecast
    from elman.forecasting.refitting import refit_like

__all__ = [
    "RECORD_KEY",
    "Ahead",
    "Backtest",
    "FittedForecaster",
    "Forecast",
    "ForecastOptions",
    "ForecastRows",
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

_LATER = {
    "FittedForecaster": "fitting",
    "checkpoint_paths": "fit",
    "fit_forecaster": "fitting",
    "plot_backtest": "pictures",
    "plot_forecast": "pictures",
    "refit_like": "refitting",
    "split_options": "fitting",
}
"""The file of each name that is imported when it is first asked for."""


def __getattr__(name: str) -> object:
    """Imports a name of the fit or of the pictures when it is first asked for."""
    if name not in _LATER:
        raise AttributeError(f"module 'elman.forecasting' has no attribute {name!r}")
    value: object = getattr(import_module(f"elman.forecasting.{_LATER[name]}"), name)
    globals()[name] = value
    return value
