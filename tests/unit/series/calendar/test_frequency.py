"""Stamps against pandas, which has its own calendar."""

import numpy as np
import pandas as pd
import pytest

from elman.errors import ArgumentError
from elman.series.calendar import Frequency, infer_frequency

HOUR = 3_600_000_000
STEPS = {
    # pandas' name and first day: the step, and what it is called.
    "h 2024-03-30": (Frequency(unit="duration", step=HOUR), "hour"),
    "15min 2024-02-28": (Frequency(unit="duration", step=HOUR // 4), "15 minutes"),
    "90s 2024-01-01": (Frequency(unit="duration", step=90_000_000), "90 seconds"),
    "D 2024-02-25": (Frequency(unit="duration", step=24 * HOUR), "day"),
    "W-SUN 2024-01-07": (Frequency(unit="duration", step=168 * HOUR), "week"),
    "4W-MON 2023-01-02": (Frequency(unit="duration", step=4 * 168 * HOUR), "4 weeks"),
    "B 2024-01-03": (Frequency(unit="weekday"), "weekday"),
    "MS 2023-11-01": (Frequency(unit="month", day=1), "month"),
    "ME 2023-11-30": (Frequency(unit="month", day=31), "month"),
    "ME 2024-01-31": (Frequency(unit="month", day=31), "month"),
    "QS 2020-01-01": (Frequency(unit="month", step=3, day=1), "3 months"),
    "QE 2020-06-30": (Frequency(unit="month", step=3, day=31), "3 months"),
    "YS 2019-01-01": (Frequency(unit="month", step=12, day=1), "year"),
    "YE-FEB 2019-02-28": (Frequency(unit="month", step=12, day=31), "year"),
}


def pandas_stamps(name, count=60):
    offset, first = name.split()
    return pd.date_range(first, periods=count, freq=offset).to_numpy().astype("M8[us]")


@pytest.mark.parametrize("name", STEPS)
def test_the_step_is_inferred_and_continued_as_pandas_has_it(name):
    step, words = STEPS[name]
    stamp_N = pandas_stamps(name)
    assert infer_frequency([stamp_N[:40]]) == step
    assert str(step) == words
    np.testing.assert_array_equal(step.stamps(stamp_N[0], 60), stamp_N)
    np.testing.assert_array_equal(step.continue_from(stamp_N[39], 20), stamp_N[40:])
    np.testing.assert_array_equal(step.stamps(stamp_N[0], 5, start=7), stamp_N[7:12])
    row_N, fits_N = step.rows_of(stamp_N[0], stamp_N)
    np.testing.assert_array_equal(row_N, np.arange(60))
    assert fits_N.all()
    assert Frequency.from_dict(step.to_dict()) == step


def test_the_day_of_a_month_survives_shorter_months():
    stamp_N = np.array(["2023-01-30", "2023-02-28", "2023-03-30", "2023-04-30"], "M8[us]")
    step = infer_frequency([stamp_N])
    assert step == Frequency(unit="month", day=30)
    np.testing.assert_array_equal(
        step.continue_from(stamp_N[-1], 2), np.array(["2023-05-30", "2023-06-30"], "M8[us]")
    )


def test_a_time_of_day_is_kept():
    first = np.datetime64("2024-01-31T06:30", "us")
    step = Frequency(unit="month", day=31)
    assert step.stamps(first, 2)[1] == np.datetime64("2024-02-29T06:30", "us")
    weekday = Frequency(unit="weekday")
    assert weekday.continue_from(np.datetime64("2024-03-01T06:30", "us"), 1)[0] == np.datetime64(
        "2024-03-04T06:30", "us"
    )


def test_weeks_with_a_holiday_are_still_weekdays():
    stamp_N = np.delete(pandas_stamps("B 2024-01-03"), [7, 20])
    step = infer_frequency([stamp_N])
    assert step.unit == "weekday"
    np.testing.assert_array_equal(step.rows_of(stamp_N[0], stamp_N)[0], np.delete(np.arange(60), [7, 20]))


def test_days_with_a_weekend_among_them_are_days():
    assert infer_frequency([pandas_stamps("D 2024-02-25")]).unit == "duration"
    monday_to_thursday = np.array(["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"], "M8[us]")
    assert infer_frequency([monday_to_thursday]).unit == "duration"


@pytest.mark.parametrize(
    ("numbers", "step"),
    [
        ([5, 7, 9, 13], 2),
        ([0.0, 0.1, 0.2, 0.5], 0.1),
        ([3], 1),
        ([1.5, 2.5, 3.5], 1),
        ([2000, 2001, 2002], 1),
    ],
)
def test_the_step_of_numbers_is_their_commonest(numbers, step):
    found = infer_frequency([np.array(numbers)])
    assert found.unit == "number"
    assert found.step == pytest.approx(step, rel=1e-12)
    row_N, fits_N = found.rows_of(numbers[0], np.array(numbers))
    assert fits_N.all()
    assert row_N[-1] == round((numbers[-1] - numbers[0]) / step)


def test_the_step_of_a_set_is_the_commonest_of_its_series():
    many = [pandas_stamps("D 2024-02-25", 10), np.array(["2024-01-01", "2024-01-08"], "M8[us]")]
    assert str(infer_frequency(many)) == "day"


def test_where_every_other_row_is_missing_for_long_the_short_step_is_the_grid():
    hour = np.timedelta64(1, "h")
    rows = np.array([*range(10), *range(10, 100, 2), *range(100, 110)])
    assert infer_frequency([np.datetime64("2024-01-01", "us") + rows * hour]).step == 3_600_000_000
    assert infer_frequency([rows]).step == 1
    # One odd stamp is a mistake in the table, no grid.
    assert infer_frequency([np.array([0, 1, *range(2, 100, 2)])]).step == 2


def test_a_stamp_off_the_grid_is_told():
    step = Frequency(unit="month", day=1)
    stamp_N = np.array(["2024-01-01", "2024-02-02", "2024-03-01"], "M8[us]")
    np.testing.assert_array_equal(step.rows_of(stamp_N[0], stamp_N)[1], [True, False, True])
    hour = Frequency(unit="duration", step=HOUR)
    late_N = np.array(["2024-01-01T00:00", "2024-01-01T01:00:02", "2024-01-01T02:20"], "M8[us]")
    np.testing.assert_array_equal(hour.rows_of(late_N[0], late_N)[1], [True, True, False])


def test_one_stamp_alone_is_taken_for_a_day():
    assert str(infer_frequency([np.array(["2024-01-01"], "M8[us]")])) == "day"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"unit": "moon"}, "unit must be one of"),
        ({"step": 0}, "step must be above 0"),
        ({"unit": "duration", "step": 0.5}, "step must be above 0, and whole"),
        ({"unit": "month", "day": 32}, "day must be 0 to 31"),
        ({"unit": "month", "rule": "fifth Fri"}, "rule must be a rule of the day of months"),
        ({"unit": "duration", "step": HOUR, "open": ((3, 2),)}, "open must be ascending runs within a week"),
        ({"unit": "duration", "step": 5 * HOUR, "open": ((0, 2),)}, "open must be ascending runs"),
        ({"unit": "duration", "step": 1, "open": ((0, 2),)}, "open must be ascending runs within a week"),
        ({"day": 3}, "day must be 0 to 31 for months and 0 otherwise"),
        ({"phase": 1}, "a frequency must be what to_dict gives"),
    ],
)
def test_a_wrong_field_is_refused(fields, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        Frequency.from_dict(fields)
