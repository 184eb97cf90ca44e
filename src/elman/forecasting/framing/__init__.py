"""Between a series and a network: levels, scales, seasons and covariates, causal and invertible."""

from elman.forecasting.framing.covariates import Column, Covariates, fit_covariates
from elman.forecasting.framing.filling import fill
from elman.forecasting.framing.frame import Frame, make_frame, make_targets
from elman.forecasting.framing.framing import FARTHEST, Framing
from elman.forecasting.framing.history import History, branch, make_history
from elman.forecasting.framing.levels import LEVELS
from elman.forecasting.framing.scales import SCALES

__all__ = [
    "FARTHEST",
    "LEVELS",
    "SCALES",
    "Column",
    "Covariates",
    "Frame",
    "Framing",
    "History",
    "branch",
    "fill",
    "fit_covariates",
    "make_frame",
    "make_history",
    "make_targets",
]
