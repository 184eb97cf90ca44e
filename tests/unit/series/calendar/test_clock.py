"""Features of the clock, seasons that a step suggests, and zones."""

import numpy as np
import pandas as pd
import pytest

from elman.series.calendar import (
    Frequency,
    calendar_features,
    calendar_names,
    customary_season,
    customary_seasons,
    to_offset_text,
    to_wall_clock,
)

HOUR = 3_600_000_000
QUARTER = Frequency(unit="duration", step=HOUR // 4)
HOURLY = Frequency(unit="duration", step=HOUR)
DAILY = Frequency(unit="duration", step=24 * HOUR)
WEEKLY = Frequency(unit="duration", step=168 * HOUR)
MONTHLY = Frequency(unit="month", day=1)


@pytest.mark.parametrize(
    ("step", "seasons", "customary"),
    [
        (Frequency(unit="duration", step=60_000_000), (60, 1440, 10080, 525960), 1440),
        (QUARTER, (4, 96, 672, 35064), 96),
        (HOURLY, (24, 168, 8766), 24),
        (DAILY, (7, 365), 7),
        (Frequency(unit="weekday"), (5, 261), 5),
        (WEEKLY, (52,), 52),
        (MONTHLY, (12,), 12),
        (Frequency(unit="month", step=3, day=31), (4,), 4),
        (Frequency(unit="month", step=12, day=1), (), 1),
        (Frequency(), (), 1),
    ],
)
def test_customary_seasons(step, seasons, customary):
    assert customary_seasons(step) == seasons
    assert customary_season(step) == customary


def test_features_are_the_angles_of_the_clock():
    stamps = pd.date_range("2023-12-30 00:15", periods=500, freq="15min")
    features = calendar_features(QUARTER, stamps.to_numpy().astype("M8[us]"))
    year = stamps.is_leap_year * 366 + ~stamps.is_leap_year * 365
    turns = {
        "hour": stamps.minute / 60,
        "day": (stamps.hour * 60 + stamps.minute) / 1440,
        # NumPy's weeks begin on a Thursday.
        "week": ((stamps.day_of_week + 4) % 7 + (stamps.hour * 60 + stamps.minute) / 1440) / 7,
        "year": (stamps.day_of_year - 1 + (stamps.hour * 60 + stamps.minute) / 1440) / year,
    }
    wanted = [wave(2 * np.pi * turn) for turn in turns.values() for wave in (np.sin, np.cos)]
    assert calendar_names(QUARTER) == tuple(
        f"{wave} of {name}" for name in turns for wave in ("sine", "cosine")
    )
    np.testing.assert_allclose(features, np.stack(wanted, axis=1), atol=1e-6)


def test_a_step_has_no_features_of_cycles_that_it_jumps_over():
    assert calendar_names(DAILY) == ("sine of week", "cosine of week", "sine of year", "cosine of year")
    assert calendar_names(MONTHLY) == ("sine of year", "cosine of year")
    assert calendar_names(Frequency()) == ()
    assert calendar_features(Frequency(), np.arange(5)).shape == (5, 0)


def test_with_a_zone_the_clock_on_the_wall_counts():
    stamps = pd.date_range("2024-03-30", periods=72, freq="h", tz="Europe/Berlin")
    utc_N = stamps.tz_convert("UTC").tz_localize(None).to_numpy().astype("M8[us]")
    wall_N = stamps.tz_localize(None).to_numpy().astype("M8[us]")
    np.testing.assert_array_equal(to_wall_clock(utc_N, "Europe/Berlin"), wall_N)
    assert to_offset_text(utc_N, "Europe/Berlin") == [stamp.isoformat() for stamp in stamps]
    zoned = Frequency(unit="duration", step=HOUR, zone="Europe/Berlin")
    np.testing.assert_array_equal(calendar_features(zoned, utc_N), calendar_features(HOURLY, wall_N))


def test_zones_with_half_and_quarter_hours():
    for zone in ("Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns"):
        stamps = pd.date_range("2024-03-30", periods=400, freq="30min", tz="UTC").tz_convert(zone)
        utc_N = stamps.tz_convert("UTC").tz_localize(None).to_numpy().astype("M8[us]")
        np.testing.assert_array_equal(to_wall_clock(utc_N, zone), stamps.tz_localize(None).to_numpy())


def test_whole_days_of_a_zone_are_counted_on_the_wall():
    assert Frequency(unit="duration", step=24 * HOUR, zone="Europe/Berlin").on_the_wall
    assert not Frequency(unit="duration", step=HOUR, zone="Europe/Berlin").on_the_wall
