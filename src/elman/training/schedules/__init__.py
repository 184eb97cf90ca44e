"""Schedules of windows, by name. To add one: write its file, and one line here."""

from elman.training.schedules.carry import Carry
from elman.training.schedules.schedule import WindowSchedule, WindowSource, draws_of
from elman.training.schedules.shuffle import Shuffle

__all__ = ["SCHEDULES", "Carry", "Shuffle", "WindowSchedule", "WindowSource", "draws_of"]

SCHEDULES: dict[str, type[WindowSchedule]] = {
    "carry": Carry,
    "shuffle": Shuffle,
}
