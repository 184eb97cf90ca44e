"""Time stamps: the step between rows, how it goes on, its customary seasons, and features of the clock."""

from elman.series.calendar.asked import AskedCalendar
from elman.series.calendar.clock import calendar_features, calendar_names
from elman.series.calendar.customary import customary_season, customary_seasons
from elman.series.calendar.frequency import Frequency, Stamp, plain_stamp
from elman.series.calendar.inference import infer_frequency, own_day
from elman.series.calendar.readable import readable_stamps
from elman.series.calendar.zones import saves_daylight, to_wall_clock
from elman.tables.times.zones import to_offset_text

__all__ = [
    "AskedCalendar",
    "Frequency",
    "Stamp",
    "calendar_features",
    "calendar_names",
    "customary_season",
    "customary_seasons",
    "infer_frequency",
    "own_day",
    "plain_stamp",
    "readable_stamps",
    "saves_daylight",
    "to_offset_text",
    "to_wall_clock",
]
