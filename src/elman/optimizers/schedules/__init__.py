"""The schedules of the learning rate, by name. To add one: write its file, and one line here."""

from elman.optimizers.schedules.constant import Constant
from elman.optimizers.schedules.cosine import Cosine
from elman.optimizers.schedules.schedule import Schedule
from elman.registry import LazyRegistry

__all__ = ["SCHEDULES", "Constant", "Cosine", "Schedule"]

SCHEDULES: LazyRegistry[type[Schedule]] = LazyRegistry(
    __name__,
    {
        "constant": "constant:Constant",
        "cosine": "cosine:Cosine",
    },
)
