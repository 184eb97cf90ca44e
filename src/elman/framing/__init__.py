"""Between a series and a network: levels, scales, seasons and covariates, causal and invertible."""

from elman.data.filling import fill
from elman.framing.covariates import Column, Covariates, fit_covariates
from elman.framing.frame import Frame, make_frame, make_targets
from elman.framing.framing import FARTHEST, Framing
from elman.framing.levels import LEVELS
from elman.framing.packed import PackedSeries, branch, pack_series
from elman.framing.scales import SCALES
from elman.framing.variability import recent_variability
from elman.moved import find_moved

__all__ = [
    "FARTHEST",
    "LEVELS",
    "SCALES",
    "Column",
    "Covariates",
    "Frame",
    "Framing",
    "PackedSeries",
    "branch",
    "fill",
    "fit_covariates",
    "make_frame",
    "make_targets",
    "pack_series",
    "recent_variability",
]

_MOVED = {"History": "elman.framing:PackedSeries", "make_history": "elman.framing:pack_series"}


def __getattr__(name: str) -> object:
    return find_moved(__name__, name, _MOVED)
