"""The metrics, by name, in the order in which they are shown. To add one: its file, and one line here."""

from elman.evaluation.metrics.esr import ESR
from elman.evaluation.metrics.fit_percent import FitPercent
from elman.evaluation.metrics.mae import MAE
from elman.evaluation.metrics.metric import Metric
from elman.evaluation.metrics.nrmse import NRMSE
from elman.evaluation.metrics.r2 import R2
from elman.evaluation.metrics.rmse import RMSE

__all__ = ["ESR", "MAE", "METRICS", "NRMSE", "R2", "RMSE", "FitPercent", "Metric"]

METRICS: dict[str, Metric] = {
    "rmse": RMSE(),
    "mae": MAE(),
    "nrmse": NRMSE(),
    "fit_percent": FitPercent(),
    "r2": R2(),
    "esr": ESR(),
}
