"""Forecasting: the target is the series' own future.

What only a fit or a picture needs is imported when it is first asked for: a process that loads a forecaster
to use it does not wait for the training.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from elman.forecasting.file import RECORD_KEY
from elman.forecasting.forecaster import Forecaster
from elman.forecasting.options import ForecastOptions
from elman.forecasting.results import Forecast
from elman.forecasting.streaming import Ahead, ForecastRows, ForecastState, ForecastStream
from elman.later import later

if TYPE_CHECKING:
    from elman.forecasting.fitting import (
        FittedForecaster,
        checkpoint_paths,
        fit_forecaster,
        option_names,
        refit_like,
        split_options,
        update_forecaster,
    )
    from elman.forecasting.importances import Importances
    from elman.forecasting.pictures import plot_backtest, plot_forecast
    from elman.forecasting.what_if import WhatIf

__all__ = [
    "RECORD_KEY",
    "Ahead",
    "FittedForecaster",
    "Forecast",
    "ForecastOptions",
    "ForecastRows",
    "ForecastState",
    "ForecastStream",
    "Forecaster",
    "Importances",
    "WhatIf",
    "checkpoint_paths",
    "fit_forecaster",
    "option_names",
    "plot_backtest",
    "plot_forecast",
    "refit_like",
    "split_options",
    "update_forecaster",
]

_LATER = {
    "FittedForecaster": "fitting",
    "Importances": "importances",
    "WhatIf": "what_if",
    "checkpoint_paths": "fitting",
    "fit_forecaster": "fitting",
    "option_names": "fitting",
    "plot_backtest": "pictures",
    "plot_forecast": "pictures",
    "refit_like": "fitting",
    "split_options": "fitting",
    "update_forecaster": "fitting",
}
"""The place of each name that is imported when it is first asked for."""

_MOVED = {
    "Backtest": "elman.backtesting",
    "Origins": "elman.series",
    "SeriesColumns": "elman.series",
    "SeriesSet": "elman.series",
    "backtest": "elman.backtesting",
    "backtest_baselines": "elman.backtesting",
    "concat": "elman.series",
    "describe_backtest": "elman.backtesting",
    "describe_overall": "elman.backtesting",
    "find_seasons": "elman.series",
    "last_origins": "elman.series",
    "read_series": "elman.series",
    "rolling_origins": "elman.series",
    "truths": "elman.series",
}

__getattr__ = later(__name__, _LATER, _MOVED)
