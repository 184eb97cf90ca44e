"""Training: one loop over windows, schedules that make them, and the fit that chooses, watches and saves."""

from elman.training.fit import FitResult, Watch, fit_network
from elman.training.history import History, Validation
from elman.training.loop import AfterWindow, Progress, train
from elman.training.options import FitOptions
from elman.training.plan import Plan
from elman.training.progress import live_fit, live_progress
from elman.training.schedules import SCHEDULES, Carry, Shuffle
from elman.training.side_by_side import Training, train_many
from elman.training.validation import FreeRun

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
