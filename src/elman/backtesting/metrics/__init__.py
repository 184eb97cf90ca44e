"""The metrics of forecasts, in the order in which they are shown. To add one: its file, and one line here."""

from elman.forecasting.metrics.coverage import Coverage
from elman.forecasting.metrics.mae import MAE
from elman.forecasting.metrics.mae_scaled import MAEScaled
from elman.forecasting.metrics.mase import MASE
from elman.forecasting.metrics.metric import Metric, PointMetric
from elman.forecasting.metrics.mse_scaled import MSEScaled
from elman.forecasting.metrics.outcome import Outcome, Scales, scales_of
from elman.forecasting.metrics.owa import OWA
from elman.forecasting.metrics.pinball import Pinball
from elman.forecasting.metrics.rmse import RMSE
from elman.forecasting.metrics.smape import SMAPE
from elman.forecasting.metrics.width import Width

__all__ = [
    "MAE",
    "MASE",
    "METRICS",
    "OWA",
    "RMSE",
    "SMAPE",
    "Coverage",
    "MAEScaled",
    "MSEScaled",
    "Metric",
    "Outcome",
    "Pinball",
    "PointMetric",
    "Scales",
    "Width",
    "scales_of",
]

METRICS: dict[str, Metric] = {
    "mase": MASE(),
    "smape": SMAPE(),
    "owa": OWA(),
    "rmse": RMSE(),
    "mae": MAE(),
    "mse_scaled": MSEScaled(),
    "mae_scaled": MAEScaled(),
    "pinball": Pinball(),
    "coverage": Coverage(),
    "width": Width(),
}
