"""Stamps as a person writes them."""

from __future__ import annotations

from typing import Any

import numpy as np

from elman.arrays import Array
from elman.series.calendar.frequency import Frequency
from elman.series.calendar.openings import DAY
from elman.series.calendar.zones import wall_text
from elman.tables.times.zones import to_offset_text


def readable_stamps(frequency: Frequency, stamp_N: Array) -> Any:
    """Stamps for a table: numbers and moments as they are, days without a time as days.

    Moments of a zone become text with their offset, whether they are counted in UTC or by the clock on the
    wall: what that clock shows alone would be there twice when daylight saving ends.

    Args:
        frequency: their step.
        stamp_N: as `Frequency.stamps` gives them.
    """
    if frequency.unit == "number":
        return stamp_N
    if frequency.zone is not None and not frequency.on_the_wall:
        return to_offset_text(stamp_N, frequency.zone)
    if frequency.zone is not None and frequency.open and int(frequency.step) % DAY:
        return wall_text(stamp_N, frequency.zone)
    days_N = stamp_N.astype("M8[D]")
    return days_N if frequency.on_the_wall and bool(np.all(days_N == stamp_N)) else stamp_N
