"""Training: one loop over windows, what it records, and what it shows meanwhile."""

from elman.training.history import History
from elman.training.loop import Progress, train
from elman.training.progress import live_progress

__all__ = ["History", "Progress", "live_progress", "train"]
