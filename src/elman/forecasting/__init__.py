"""Forecasting: the target is the series' own future."""

from elman.forecasting.backtesting import Backtest, backtest, describe_backtest
from elman.forecasting.columns import SeriesColumns
from elman.forecasting.origins import Origins, last_origins, rolling_origins
from elman.forecasting.reading import read_series
from elman.forecasting.season import find_seasons
from elman.forecasting.series import SeriesSet, concat

__all__ = [
    "Backtest",
    "Origins",
    "SeriesColumns",
    "SeriesSet",
    "backtest",
    "concat",
    "describe_backtest",
    "find_seasons",
    "last_origins",
    "read_series",
    "rolling_origins",
]
