"""The optimizers, by name. To add one: write its file, and one line here."""

from elman.optimizers.adam import Adam
from elman.optimizers.adamw import AdamW
from elman.optimizers.optimizer import Optimizer
from elman.optimizers.schedules import SCHEDULES, Constant, Cosine, Schedule

__all__ = ["OPTIMIZERS", "SCHEDULES", "Adam", "AdamW", "Constant", "Cosine", "Optimizer", "Schedule"]

OPTIMIZERS: dict[str, type[Optimizer]] = {
    "adam": Adam,
    "adamw": AdamW,
}
