"""Backtests: forecasts from many past origins, scored beside the baselines."""

from elman.backtesting.alone import backtest_baselines
from elman.backtesting.frame import CrossValidation, join_frames
from elman.backtesting.result import Backtest, ForecastScore
from elman.backtesting.run import Forecasting, Forecasts, backtest
from elman.backtesting.text import describe_backtest, describe_overall, describe_verdict

__all__ = [
    "Backtest",
    "CrossValidation",
    "ForecastScore",
    "Forecasting",
    "Forecasts",
    "backtest",
    "backtest_baselines",
    "describe_backtest",
    "describe_overall",
    "describe_verdict",
    "join_frames",
]
