"""The optimizers, by name. To add one: write its file, and one line here."""

from typing import TYPE_CHECKING

from elman.later import later
from elman.optimizers.optimizer import Optimizer
from elman.optimizers.schedules import SCHEDULES, Schedule
from elman.registry import LazyRegistry

if TYPE_CHECKING:
    from elman.optimizers.adam import Adam
    from elman.optimizers.adamw import AdamW
    from elman.optimizers.schedules import Constant, Cosine

__all__ = ["OPTIMIZERS", "SCHEDULES", "Adam", "AdamW", "Constant", "Cosine", "Optimizer", "Schedule"]

OPTIMIZERS: LazyRegistry[type[Optimizer]] = LazyRegistry(
    __name__,
    {
        "adam": "adam:Adam",
        "adamw": "adamw:AdamW",
    },
)

__getattr__ = later(
    __name__, {"Adam": "adam", "AdamW": "adamw", "Constant": "schedules", "Cosine": "schedules"}
)
