"""From UTC to the clock on the wall."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError


def check_zone(zone: str) -> None:
    """Checks that a time zone is known here.

    Raises:
        ArgumentError: it is not.
    """
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise ArgumentError(
            f"zone must be a time zone that this system knows, got {zone[:60]!r}. "
            "Install the package tzdata, or check the name."
        ) from None


def to_wall_clock(utc_N: Array, zone: str) -> Array:
    """What a clock in the zone shows at these moments, datetime64 in microseconds.

    Args:
        utc_N: moments in UTC, datetime64.
        zone: as `Europe/Berlin`.
    """
    # The offset changes on the quarter of an hour or more seldom, so each quarter is looked up once.
    quarter_N = utc_N.astype("M8[us]").astype(np.int64) // 900_000_000
    quarters, place_N = np.unique(quarter_N, return_inverse=True)
    clock = ZoneInfo(zone)
    offsets = [datetime.fromtimestamp(int(quarter) * 900, clock).utcoffset() for quarter in quarters]
    microseconds = np.array([np.timedelta64(offset, "us") for offset in offsets], dtype="m8[us]")
    return np.asarray(utc_N.astype("M8[us]") + microseconds[place_N])


def saves_daylight(zone: str, year: int) -> bool:
    """Whether the zone's clock is put forward or back in that year."""
    clock = ZoneInfo(zone)
    offsets = {datetime(year, month, 1, tzinfo=clock).utcoffset() for month in range(1, 13)}
    return len(offsets) > 1


def wall_text(wall_N: Array, zone: str) -> list[str]:
    """What a clock in the zone shows, as text with its offset: `2024-03-31T09:00:00+02:00`."""
    clock = ZoneInfo(zone)
    return [moment.replace(tzinfo=clock).isoformat() for moment in wall_N.astype("M8[us]").tolist()]
