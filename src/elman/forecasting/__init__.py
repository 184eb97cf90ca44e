"""Forecasting: the target is the series' own future."""

from elman.forecasting.columns import SeriesColumns
from elman.forecasting.reading import read_series
from elman.forecasting.series import SeriesSet, concat

__all__ = ["SeriesColumns", "SeriesSet", "concat", "read_series"]
