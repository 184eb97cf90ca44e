"""Calendars that are found in times: what pandas and NumPy make of them is the oracle."""

import numpy as np
import pandas as pd
import pytest

from elman.errors import ArgumentError, DataError
from elman.series import SeriesColumns, read_series
from elman.series.calendar import Frequency, customary_season, customary_seasons, infer_frequency
from elman.series.calendar.asked import read_freq, read_weekmask

MASKS = ["1111110", "1111001", "1010100", "0101000", "1110111", "0000110"]


def stamps(index):
    return np.asarray(index.values, "M8[us]")


def hours(choose, *, days=60, freq="h", zone=None, first="2024-01-02"):
    """The times of a range that `choose` keeps."""
    index = pd.date_range(
        first,
        periods=int(pd.Timedelta(days=days) / pd.Timedelta(pd.tseries.frequencies.to_offset(freq).nanos)),
        freq=freq,
        tz=zone,
    )
    return index[choose(index)]


def clock(index):
    return index.hour * 60 + index.minute


def office(index):
    return (index.day_of_week < 5) & (clock(index) >= 540) & (clock(index) < 1020)


def trading(index):
    return (index.day_of_week < 5) & (clock(index) >= 570) & (clock(index) < 960)


def two_sessions(index):
    of_day = clock(index)
    return (index.day_of_week < 5) & (((of_day >= 570) & (of_day < 690)) | ((of_day >= 780) & (of_day < 900)))


def short_saturdays(index):
    return office(index) | ((index.day_of_week == 5) & (index.hour >= 9) & (index.hour < 12))


def night_shifts(index):
    late = (index.hour >= 22) & (index.day_of_week < 5)
    return late | ((index.hour < 6) & (index.day_of_week >= 1) & (index.day_of_week < 6))


def thrice_a_day(index):
    return index.hour.isin([8, 12, 18])


OPEN = {
    "office hours": (hours(office), "hour (Mon-Fri 09:00-17:00)", (8, 40, 2087)),
    "bars of a session": (
        hours(trading, freq="5min", days=40),
        "5 minutes (Mon-Fri 09:30-16:00)",
        (78, 390, 20350),
    ),
    "half-hour bars": (
        hours(two_sessions, freq="30min"),
        "30 minutes (Mon-Fri 09:30-11:30,13:00-15:00)",
        (8, 40, 2087),
    ),
    "short Saturdays": (hours(short_saturdays), "hour (Mon-Fri 09:00-17:00; Sat 09:00-12:00)", (43, 2244)),
    "night shifts": (hours(night_shifts), None, (40, 2087)),
    "hours past the half": (
        hours(office) + pd.Timedelta(minutes=30),
        "hour (Mon-Fri 09:00-17:00)",
        (8, 40, 2087),
    ),
    "thrice a day": (
        hours(thrice_a_day),
        "2 hours (daily 08:00-10:00,12:00-14:00,18:00-20:00)",
        (3, 21, 1096),
    ),
}


@pytest.mark.parametrize(("index", "words", "seasons"), OPEN.values(), ids=OPEN)
def test_opening_hours_are_found_and_go_on(index, words, seasons):
    """The last two weeks of the range follow from the weeks before."""
    stamp_N = stamps(index)
    known = stamp_N < stamp_N[-1] - np.timedelta64(13, "D")
    step = infer_frequency([stamp_N[known]])
    assert words is None or str(step) == words
    ahead_N = step.continue_from(stamp_N[known][-1], int((~known).sum()))
    np.testing.assert_array_equal(ahead_N, stamp_N[~known])
    row_N, fits_N = step.rows_of(stamp_N[0], stamp_N)
    np.testing.assert_array_equal(row_N, np.arange(len(stamp_N)))
    assert fits_N.all()
    assert customary_seasons(step) == seasons
    assert Frequency.from_dict(step.to_dict()) == step
    assert step.number_of(stamp_N[9]) == step.number_of(stamp_N[0]) + 9


@pytest.mark.parametrize("mask", MASKS)
def test_a_weekmask_goes_on_as_numpy_counts_business_days(mask):
    day_N = pd.date_range("2023-01-01", "2024-12-31").values.astype("M8[D]")
    open_N = day_N[np.is_busday(day_N, weekmask=mask)]
    rows = len(open_N) - 60
    step = infer_frequency([open_N[:rows].astype("M8[us]")])
    count = np.arange(-30, 60)
    wanted = np.busday_offset(open_N[rows - 1], count, weekmask=mask)
    np.testing.assert_array_equal(step.stamps_at(open_N[rows - 1], count).astype("M8[D]"), wanted)
    assert customary_season(step) == mask.count("1")
    closed_N = day_N[~np.is_busday(day_N, weekmask=mask)].astype("M8[us]")
    assert step.closed(closed_N).all()
    assert not step.rows_of(open_N[0], closed_N)[1].any()


def test_bank_holidays_are_gaps_and_no_closed_days():
    holidays = pytest.importorskip("holidays").country_holidays("FR", years=[2023, 2024])
    shop_days = pd.offsets.CustomBusinessDay(weekmask="Mon Tue Wed Thu Fri Sat")
    days = pd.date_range("2023-01-01", "2024-12-31", freq=shop_days)
    open_days = pd.DatetimeIndex([day for day in days if day.date() not in holidays])
    assert len(open_days) < len(days) - 15
    step = infer_frequency([stamps(open_days)])
    assert str(step) == "day (Mon-Sat)"
    place_N, _ = step.rows_of(stamps(days)[0], stamps(open_days))
    assert place_N[-1] == len(days) - 1 - (days[-1] - open_days[-1]).days
    ahead = step.continue_from(stamps(open_days)[-1], 3)
    wanted = pd.date_range(open_days[-1] + pd.Timedelta(days=1), periods=3, freq=shop_days)
    np.testing.assert_array_equal(ahead, stamps(wanted))


MONTHS = {
    "BME": "month (the last business day)",
    "BMS": "month (the first business day)",
    "BQE-JAN": "3 months (the last business day)",
    "BYE": "year (the last business day)",
    "ME": "month",
    "QE-OCT": "3 months",
    "WOM-3FRI": "month (the third Fri)",
    "WOM-1MON": "month (the first Mon)",
}


@pytest.mark.parametrize(("freq", "words"), MONTHS.items())
def test_months_go_on_as_in_pandas(freq, words):
    index = pd.date_range("2000-01-01", periods=48, freq=freq)
    step = infer_frequency([stamps(index[:36])])
    assert str(step) == words
    np.testing.assert_array_equal(step.continue_from(stamps(index)[35], 12), stamps(index[36:]))
    assert step.rows_of(stamps(index)[0], stamps(index))[0].tolist() == list(range(48))
    assert Frequency.from_dict(step.to_dict()) == step


def test_the_last_friday_of_a_month_goes_on():
    index = pd.DatetimeIndex(
        [
            month + pd.offsets.LastWeekOfMonth(weekday=4)
            for month in pd.date_range("2019-01-01", periods=48, freq="MS")
        ]
    )
    step = infer_frequency([stamps(index[:30])])
    assert str(step) == "month (the last Fri)"
    np.testing.assert_array_equal(step.continue_from(stamps(index)[29], 18), stamps(index[30:]))


def test_the_15th_or_the_friday_before_it_goes_on():
    index = pd.date_range("2019-01-01", periods=48, freq="MS") + pd.Timedelta(days=14)
    paid_N = np.busday_offset(index.values.astype("M8[D]"), 0, roll="preceding").astype("M8[us]")
    step = infer_frequency([paid_N[:36]])
    assert str(step) == "month (day 15, or the business day before it)"
    np.testing.assert_array_equal(step.continue_from(paid_N[35], 12), paid_N[36:])


@pytest.mark.parametrize(("rows", "kept"), [(28, 20), (35, 31), (60, 50), (24 * 9, 24 * 8)])
def test_gaps_by_chance_are_no_calendar(rows, kept):
    made = np.random.default_rng(0)
    freq = "h" if rows > 100 else "D"
    for _ in range(100):
        stamp_N = stamps(pd.date_range("2024-01-01", periods=rows, freq=freq))
        some_N = stamp_N[np.sort(made.permutation(rows)[:kept])]
        step = infer_frequency([some_N])
        assert not step.open and step.unit == "duration"  # noqa: PT018


def frame(index, name="a", **columns):
    return pd.DataFrame({"unique_id": name, "ds": index, "y": np.arange(len(index)) % 7 + 1.0} | columns)


def test_what_was_found_is_said_and_can_be_overruled():
    table = frame(hours(office))
    whole = pd.date_range(table.ds[0], table.ds.iloc[-1], freq="h")
    found = read_series(table, SeriesColumns())
    assert any("Rows are those of Mon-Fri 09:00-17:00 alone" in note for note in found.notes)
    assert found.lengths[0] == len(table)
    for options, rows in (
        ({"freq": "h"}, 1 + (table.ds.iloc[-1] - table.ds[0]) // pd.Timedelta(hours=1)),
        ({"hours": "all", "weekmask": "Mon-Fri"}, int((whole.day_of_week < 5).sum())),
        ({"hours": "09:00-18:00"}, len(table) // 8 * 9 - 1),
        ({"weekmask": "Mon-Sat"}, len(table) + 8 * 8),
    ):
        series = read_series(table, SeriesColumns(), **options)
        assert series.lengths[0] == rows, options
        assert not any("Rows are those of" in note for note in series.notes)


def test_rows_without_a_value_at_closed_hours_are_left_out():
    index = pd.date_range("2024-01-02", periods=24 * 40, freq="h")
    table = frame(index)
    table.loc[~office(index), "y"] = np.nan
    found = read_series(table, SeriesColumns())
    assert found.lengths[0] == int(office(index).sum())
    assert not np.isnan(found.y[0]).any()
    assert any(note.startswith("Rows without a value outside of Mon-Fri 09:00-17:00") for note in found.notes)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney", "UTC"])
def test_opening_hours_of_a_zone_are_those_of_its_clock(zone):
    """Over both changes of daylight saving, whether times are local or in UTC with their zone."""
    index = hours(office, days=400, zone=zone)
    found = read_series(frame(index), SeriesColumns())
    assert str(found.frequency) == "hour (Mon-Fri 09:00-17:00)"
    assert found.lengths[0] == len(index)
    np.testing.assert_array_equal(found.stamps(0, 0, len(index)), stamps(index.tz_localize(None)))


def test_a_night_in_which_clocks_change_is_counted_in_utc():
    index = hours(lambda index: (index.hour >= 20) | (index.hour < 5), days=400, zone="Europe/Berlin")
    found = read_series(frame(index), SeriesColumns())
    assert not found.frequency.open
    assert not found.frequency.on_the_wall
    np.testing.assert_array_equal(
        found.stamps(0, 0, 5), stamps(index.tz_convert("UTC").tz_localize(None)[:5])
    )


def test_hours_in_utc_that_move_with_the_clock_are_spoken_of():
    index = hours(office, days=400, zone="Europe/Berlin").tz_convert("UTC").tz_localize(None)
    found = read_series(frame(index), SeriesColumns())
    assert any("have no value in a fifth of the weeks or more" in note for note in found.notes)


def test_series_that_close_on_other_days_are_spoken_of():
    days = pd.date_range("2024-01-01", periods=120)
    both = pd.concat([frame(days), frame(days[days.day_of_week < 6], "closed on Sundays")])
    found = read_series(both, SeriesColumns())
    (note,) = [note for note in found.notes if "never have a value on a weekday" in note]
    assert "1 of 2 series" in note
    assert "'closed on Sundays'" in note


def test_a_value_at_a_closed_time_is_refused_by_name():
    days = pd.date_range("2024-01-01", periods=120)
    trained = read_series(frame(days[days.day_of_week < 6]), SeriesColumns()).frequency
    with pytest.raises(DataError, match=r"\(Mon-Sat\), got Sun 2024-01-07T00:00:00 in row 6 of the table"):
        read_series(frame(days), SeriesColumns(), frequency=trained)
    with pytest.raises(ArgumentError, match="must not be given with a forecaster"):
        read_series(frame(days), SeriesColumns(), frequency=trained, freq="D")


def test_each_series_has_its_own_day_of_the_month():
    starts = {"a": "2019-01-15", "b": "2019-01-31", "c": "2019-01-30", "d": "2019-04-30", "e": "2020-02-29"}
    tables = {
        name: frame(
            pd.DatetimeIndex([pd.Timestamp(start) + pd.DateOffset(months=row) for row in range(30)]), name
        )
        for name, start in starts.items()
    }
    found = read_series(pd.concat(tables.values()), SeriesColumns())
    assert found.days == (15, 31, 30, 30, 29)
    assert any("a day of the month of its own" in note for note in found.notes)
    for number, (name, table) in enumerate(tables.items()):
        assert found.ids[number] == name
        wanted = [pd.Timestamp(starts[name]) + pd.DateOffset(months=row) for row in range(28, 40)]
        np.testing.assert_array_equal(found.stamps(number, 28, 12), stamps(pd.DatetimeIndex(wanted)))
        alone = read_series(table, SeriesColumns(), frequency=found.frequency)
        np.testing.assert_array_equal(alone.stamps(0, 28, 12), stamps(pd.DatetimeIndex(wanted)))
    assert found.select([2, 0]).days == (30, 15)


@pytest.mark.parametrize(
    "freq",
    ["h", "5min", "30s", "ms", "D", "B", "2D", "W", "ME", "MS", "BME", "BMS", "QE", "BQE", "2QE", "YE", "BYE",
     "WOM-2TUE"],
)  # fmt: skip
def test_freq_is_what_pandas_means_by_it(freq):
    index = pd.date_range("2024-01-01", periods=20, freq=freq)
    np.testing.assert_array_equal(read_freq(freq).stamps(stamps(index)[0], 20), stamps(index))


def test_the_last_friday_can_be_asked_for():
    assert str(read_freq("LWOM-FRI")) == "month (the last Fri)"


@pytest.mark.parametrize(
    ("text", "mask"),
    [
        ("Mon-Sat", "1111110"),
        ("Sun-Thu", "1111001"),
        ("Mon Wed Fri", "1010100"),
        ("mon,tue", "1100000"),
        ("1111001", "1111001"),
        ("Sat-Mon", "1000011"),
        ("Monday-Friday", "1111100"),
    ],
)
def test_weekmasks_are_read(text, mask):
    assert "".join(str(int(day)) for day in read_weekmask(text)) == mask


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"freq": "soon"}, "freq must be a step as pandas calls it"),
        ({"freq": "0D"}, "freq must be a step as pandas calls it"),
        ({"freq": "WOM-3XYZ"}, "freq must be a step as pandas calls it"),
        ({"weekmask": "Moon"}, "weekmask must be weekdays"),
        ({"weekmask": "0000000"}, "weekmask must be weekdays"),
        ({"hours": "nine"}, "hours must be times of the day"),
        ({"hours": "09:00-09:00"}, "hours must be times of the day"),
        ({"hours": "09:00-25:00"}, "hours must be times of the day"),
        (
            {"freq": "ME", "weekmask": "Mon-Sat"},
            "weekmask must be given for steps that a day is a multiple of",
        ),
        ({"freq": "7h", "hours": "09:00-17:00"}, "hours must be given for steps that a day is a multiple of"),
    ],
)
def test_what_cannot_be_asked_for_is_said(options, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        read_series(frame(pd.date_range("2024-01-01", periods=40)), SeriesColumns(), **options)


def test_a_calendar_of_numbers_is_refused():
    with pytest.raises(ArgumentError, match="weekmask must be given for rows with dates"):
        read_series({"y": np.arange(9.0)}, SeriesColumns(), weekmask="Mon-Fri")


def test_hours_that_were_asked_for_go_beyond_midnight():
    index = hours(night_shifts)
    asked = read_series(frame(index), SeriesColumns(), weekmask="Mon-Fri", hours="22:00-06:00")
    assert asked.frequency == infer_frequency([stamps(index)])


def test_hours_that_were_asked_for_are_those_of_the_stamps():
    table = frame(hours(office) + pd.Timedelta(minutes=30))
    asked = read_series(table, SeriesColumns(), hours="09:30-17:30")
    assert asked.lengths[0] == len(table)
    with pytest.raises(DataError, match="got Tue 2024-01-02T09:30:00 in row 0"):
        read_series(table, SeriesColumns(), hours="10:00-17:30")


def test_seasons_of_an_hourly_night_shift_are_weeks():
    step = infer_frequency([stamps(hours(night_shifts))])
    assert customary_season(step) == 40
