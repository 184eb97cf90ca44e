"""A forecaster row by row: what it remembers of a series is bounded, and can be saved."""

from elman.forecasting.streaming.ahead import Ahead
from elman.forecasting.streaming.reading import read_stamp
from elman.forecasting.streaming.rows import ForecastRows
from elman.forecasting.streaming.state import ForecastState
from elman.forecasting.streaming.stream import ForecastStream, StreamTimes

__all__ = ["Ahead", "ForecastRows", "ForecastState", "ForecastStream", "StreamTimes", "read_stamp"]
