"""Forecasting: the target is the series' own future."""

from elman.forecasting.series import SeriesSet, concat

__all__ = ["SeriesSet", "concat"]
