"""Forecasters as files of other formats: framing, seasons, rules and bands beside the networks."""

from elman.export.forecasts.exporting import export_forecaster
from elman.export.forecasts.parts import ExportableForecaster

__all__ = ["ExportableForecaster", "export_forecaster"]
