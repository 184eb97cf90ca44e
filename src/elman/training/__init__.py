"""Training: one loop over windows, schedules that make them, and the fit that chooses, watches and saves."""

from typing import TYPE_CHECKING

from elman.later import later
from elman.training.fit import FitResult, Watch, fit_network
from elman.training.history import History, Validation
from elman.training.loop import AfterWindow, Progress, train
from elman.training.options import FitOptions
from elman.training.plan import Plan
from elman.training.schedules import SCHEDULES
from elman.training.validation import FreeRun

if TYPE_CHECKING:
    from elman.training.progress import live_fit, live_progress
    from elman.training.schedules import Carry, Shuffle
    from elman.training.side_by_side import Training, train_many

__all__ = [
    "SCHEDULES",
    "AfterWindow",
    "Carry",
    "FitOptions",
    "FitResult",
    "FreeRun",
    "History",
    "Plan",
    "Progress",
    "Shuffle",
    "Training",
    "Validation",
    "Watch",
    "fit_network",
    "live_fit",
    "live_progress",
    "train",
    "train_many",
]

__getattr__ = later(
    __name__,
    {
        "Carry": "schedules",
        "Shuffle": "schedules",
        "Training": "side_by_side",
        "live_fit": "progress",
        "live_progress": "progress",
        "train_many": "side_by_side",
    },
)
