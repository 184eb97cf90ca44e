"""Schedules of windows, by name. To add one: write its file, and one line here."""

from typing import TYPE_CHECKING

from elman.later import later
from elman.registry import LazyRegistry
from elman.training.schedules.schedule import WindowSchedule, WindowSource, draws_of

if TYPE_CHECKING:
    from elman.training.schedules.carry import Carry
    from elman.training.schedules.shuffle import Shuffle

__all__ = ["SCHEDULES", "Carry", "Shuffle", "WindowSchedule", "WindowSource", "draws_of"]

SCHEDULES: LazyRegistry[type[WindowSchedule]] = LazyRegistry(
    __name__,
    {
        "carry": "carry:Carry",
        "shuffle": "shuffle:Shuffle",
    },
)

__getattr__ = later(__name__, {"Carry": "carry", "Shuffle": "shuffle"})
