"""How sure a forecast is: conformal bands around it, fixed and adaptive. Nothing here knows a network."""

from elman.intervals.adaptive import AdaptiveTail, follow_bands
from elman.intervals.bands import check_levels, make_bands, sides_of
from elman.intervals.conditions import Conditions
from elman.intervals.residuals import Residuals, measure_residuals, sizes_by_step
from elman.intervals.spread import Spread
from elman.moved import find_moved

__all__ = [
    "AdaptiveTail",
    "Conditions",
    "Residuals",
    "Spread",
    "check_levels",
    "follow_bands",
    "make_bands",
    "measure_residuals",
    "sides_of",
    "sizes_by_step",
]

_MOVED = {"restlessness": "elman.framing:recent_variability"}


def __getattr__(name: str) -> object:
    return find_moved(__name__, name, _MOVED)
