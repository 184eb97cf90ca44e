"""The metrics of forecasts, in the order in which they are shown. To add one: its file, and one line here."""

from elman.backtesting.metrics.coverage import Coverage
from elman.backtesting.metrics.mae import MAE
from elman.backtesting.metrics.mae_scaled import MAEScaled
from elman.backtesting.metrics.mase import MASE
from elman.backtesting.metrics.metric import Metric, PointMetric
from elman.backtesting.metrics.mse_scaled import MSEScaled
from elman.backtesting.metrics.outcome import Outcome, Scales, scales_of
from elman.backtesting.metrics.owa import OWA
from elman.backtesting.metrics.pinball import Pinball
from elman.backtesting.metrics.rmse import RMSE
from elman.backtesting.metrics.smape import SMAPE
from elman.backtesting.metrics.width import Width

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
