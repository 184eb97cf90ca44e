"""Moments as a clock in a time zone shows them."""

from __future__ import annotations

from datetime import UTC
from zoneinfo import ZoneInfo

from elman.arrays import Array


def to_offset_text(utc_N: Array, zone: str) -> list[str]:
    """Returns moments as text in the zone, with its offset: `2024-03-31T03:00:00+02:00`."""
    clock = ZoneInfo(zone)
    moments = [moment.replace(tzinfo=UTC) for moment in utc_N.astype("M8[us]").tolist()]
    return [moment.astimezone(clock).isoformat() for moment in moments]
