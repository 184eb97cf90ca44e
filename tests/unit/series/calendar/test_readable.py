"""Stamps in tables."""

import numpy as np

from elman.series.calendar import Frequency, readable_stamps

HOUR = 3_600_000_000


def test_days_are_days_and_moments_moments():
    month = Frequency(unit="month", day=31)
    day_N = month.stamps(np.datetime64("2024-01-31", "us"), 2)
    assert [str(day) for day in readable_stamps(month, day_N)] == ["2024-01-31", "2024-02-29"]
    evening_N = month.stamps(np.datetime64("2024-01-31T18:00", "us"), 2)
    np.testing.assert_array_equal(readable_stamps(month, evening_N), evening_N)
    # A midnight among hours is a moment as the others are.
    hour = Frequency(unit="duration", step=HOUR)
    midnight_N = hour.stamps(np.datetime64("2024-01-31", "us"), 1)
    assert readable_stamps(hour, midnight_N).dtype == midnight_N.dtype
    np.testing.assert_array_equal(readable_stamps(Frequency(), np.arange(3)), np.arange(3))


def test_hours_of_a_zone_have_their_offset():
    berlin = Frequency(unit="duration", step=HOUR, zone="Europe/Berlin")
    stamp_N = berlin.stamps(np.datetime64("2024-10-27T00:00", "us"), 2)
    assert readable_stamps(berlin, stamp_N) == ["2024-10-27T02:00:00+02:00", "2024-10-27T02:00:00+01:00"]
