"""The schedules of the learning rate, by name. To add one: write its file, and one line here."""

from typing import TYPE_CHECKING

from elman.later import later
from elman.optimizers.schedules.schedule import Schedule
from elman.registry import LazyRegistry

if TYPE_CHECKING:
    from elman.optimizers.schedules.constant import Constant
    from elman.optimizers.schedules.cosine import Cosine

__all__ = ["SCHEDULES", "Constant", "Cosine", "Schedule"]

SCHEDULES: LazyRegistry[type[Schedule]] = LazyRegistry(
    __name__,
    {
        "constant": "constant:Constant",
        "cosine": "cosine:Cosine",
    },
)

__getattr__ = later(__name__, {"Constant": "constant", "Cosine": "cosine"})
