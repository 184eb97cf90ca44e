"""Streams whose rows tell their time, and what stands beside them: the results are those of `forecast`."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

import elman
from elman.errors import ArgumentError, DataError
from elman.forecasting.streaming.times import read_time
from elman.series.calendar import Frequency

SMALL = {"steps": 6, "members": 2, "trials": False, "hidden_size": 6, "progress": False, "threads": 1}
HOUR = 3_600_000_000


def of(index, name="a", seed=0):
    """A frame of one series at these times."""
    rows = np.arange(len(index))
    y_N = 50 + 10 * np.sin(rows * 2 * np.pi / 7) + np.random.default_rng(seed).normal(size=len(index))
    return pd.DataFrame({"unique_id": name, "ds": index, "y": y_N})


def open_hours(days=60, zone=None):
    index = pd.date_range("2024-01-02", periods=24 * days, freq="h", tz=zone)
    return index[(index.day_of_week < 5) & (index.hour >= 9) & (index.hour < 17)]


INDEXES = {
    "days": pd.date_range("2024-01-01", periods=120),
    "weekdays": pd.bdate_range("2024-01-01", periods=120),
    "Mon-Sat": pd.date_range(
        "2024-01-01", periods=120, freq=pd.offsets.CustomBusinessDay(weekmask="Mon Tue Wed Thu Fri Sat")
    ),
    "office hours": open_hours(),
    "office hours of a zone": open_hours(120, "Europe/Berlin"),
    "hours of a zone": pd.date_range("2024-03-20", periods=24 * 15, freq="h", tz="Europe/Berlin"),
    "business months": pd.date_range("2010-01-01", periods=90, freq="BME"),
    "last Fridays": pd.DatetimeIndex(
        [
            month + pd.offsets.LastWeekOfMonth(weekday=4)
            for month in pd.date_range("2010-01-01", periods=90, freq="MS")
        ]
    ),
    "fiscal quarters": pd.date_range("1990-01-01", periods=90, freq="QE-JAN"),
    "leap days": pd.DatetimeIndex(
        [pd.Timestamp("2012-02-29") + pd.DateOffset(months=row) for row in range(90)]
    ),
}


@cache
def fitted(kind):
    return elman.fit(of(INDEXES[kind]), horizon=5, **SMALL)


@pytest.mark.parametrize("kind", INDEXES)
@pytest.mark.parametrize("adaptive", [False, True])
def test_rows_that_were_left_out_are_as_in_a_table(kind, adaptive):
    forecaster, table = fitted(kind), of(INDEXES[kind])
    kept = table.drop(index=[20, 41, 42, 43, len(table) - 3])
    stream = forecaster.stream(adaptive=adaptive)
    stream.take(kept.to_dict("records")[:-1])
    ahead = stream.step(kept.to_dict("records")[-1])
    wanted = forecaster.forecast(kept)
    np.testing.assert_array_equal(ahead.point, wanted.point[0])
    np.testing.assert_array_equal(ahead.stamps, wanted.stamps()[0])
    if not adaptive:
        np.testing.assert_array_equal(ahead.low, wanted.low[:, 0])
    assert stream.rows == len(table)


def test_the_stamps_ahead_are_those_of_pandas():
    after = {
        "business months": pd.offsets.BusinessMonthEnd(),
        "last Fridays": pd.offsets.LastWeekOfMonth(weekday=4),
        "weekdays": pd.offsets.BusinessDay(),
        "fiscal quarters": pd.offsets.QuarterEnd(startingMonth=1),
        "office hours": pd.offsets.BusinessHour(start="09:00", end="17:00"),
        "Mon-Sat": pd.offsets.CustomBusinessDay(weekmask="Mon Tue Wed Thu Fri Sat"),
    }
    for kind, offset in after.items():
        table = of(INDEXES[kind])
        stream = fitted(kind).stream()
        stream.take(table.to_dict("records")[:-1])
        stamps = pd.DatetimeIndex(stream.step(table.to_dict("records")[-1]).stamps)
        wanted = [table.ds.iloc[-1] + count * offset for count in range(1, 6)]
        pd.testing.assert_index_equal(stamps, pd.DatetimeIndex(wanted).as_unit("us"))


def test_a_saved_state_goes_on_with_times():
    forecaster, table = fitted("leap days"), of(INDEXES["leap days"]).drop(index=[30]).to_dict("records")
    uncut, first = forecaster.stream(), forecaster.stream()
    uncut.take(table[:-1])
    first.take(table[:50])
    second = forecaster.stream(state=first.state)
    second.take(table[50:-1])
    np.testing.assert_array_equal(second.step(table[-1]).point, uncut.step(table[-1]).point)


@pytest.mark.parametrize(
    ("kind", "row", "sentence"),
    [
        ("days", {"ds": "2024-01-02", "y": 1.0}, "times must ascend from row to row"),
        ("days", {"ds": "2024-01-04T05:00", "y": 1.0}, "a time must be a whole number of steps"),
        ("days", {"ds": "2094-01-03", "y": 1.0}, "must not leave out more rows than may be missing"),
        ("days", {"ds": "soon", "y": 1.0}, "soon"),
        ("days", {"y": 1.0}, "a row must have its time, as the rows before it had"),
        ("weekdays", {"ds": "2024-01-06", "y": 1.0}, r"\(Mon-Fri\), got Sat 2024-01-06"),
        ("office hours", {"ds": "2024-01-03T17:00", "y": 1.0}, r"\(Mon-Fri 09:00-17:00\), got Wed"),
        ("business months", {"ds": "2010-05-30", "y": 1.0}, "a time must be a whole number of steps"),
    ],
)
def test_a_row_at_a_wrong_time_changes_nothing(kind, row, sentence):
    forecaster, table = fitted(kind), of(INDEXES[kind]).to_dict("records")
    stream, twin = forecaster.stream(), forecaster.stream()
    for running in (stream, twin):
        running.take(table[:2])
    with pytest.raises(DataError, match=sentence):
        stream.step(row)
    with pytest.raises(DataError, match=sentence):
        stream.take([table[2], row])
    np.testing.assert_array_equal(stream.step(table[3]).point, twin.step(table[3]).point)


def test_rows_of_another_step_are_refused_by_name():
    stream = fitted("days").stream()
    weekly = of(pd.date_range("2024-01-01", periods=6, freq="W")).to_dict("records")
    stream.take(weekly[:3])
    with pytest.raises(DataError, match=r"one step \(day\) apart, .* got 7 steps from row to row"):
        stream.step(weekly[3])


@pytest.mark.parametrize(
    ("kind", "first", "sentence"),
    [
        ("weekdays", "2024-01-06", r"rows are one weekday apart \(Mon-Fri\), got Sat 2024-01-06"),
        ("Mon-Sat", "2024-01-07", r"rows are one day \(Mon-Sat\) apart, got Sun"),
        ("office hours", "2024-01-03 08:00", r"rows are one hour \(Mon-Fri 09:00-17:00\) apart, got Wed"),
        ("business months", "2024-03-31", r"the last business day\) apart, got Sun"),
        ("last Fridays", "2024-03-22", r"the last Fri\) apart, got Fri"),
    ],
)
def test_a_first_stamp_off_the_grid_is_refused(kind, first, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        fitted(kind).stream(first)


def test_each_series_goes_on_with_its_own_day():
    starts = {
        "the 15th": "2019-01-15",
        "the end": "2019-01-31",
        "the 30th": "2019-01-30",
        "the 1st": "2019-01-01",
    }
    tables = {
        name: of(
            pd.DatetimeIndex([pd.Timestamp(start) + pd.DateOffset(months=row) for row in range(40)]),
            name,
            seed,
        )
        for seed, (name, start) in enumerate(starts.items())
    }
    forecaster = elman.fit(pd.concat(tables.values()), horizon=3, **SMALL)
    for name, table in tables.items():
        for skipped in (0, 3):  # From April, the 30th may be the month's end.
            rows = table[skipped:]
            stream = forecaster.stream()
            stream.take(rows.to_dict("records")[:-1])
            ahead, wanted = stream.step(rows.to_dict("records")[-1]), forecaster.forecast(rows)
            np.testing.assert_array_equal(ahead.stamps, wanted.stamps()[0], err_msg=name)
            np.testing.assert_array_equal(ahead.point, wanted.point[0])
            stamps = [pd.Timestamp(starts[name]) + pd.DateOffset(months=row) for row in (40, 41, 42)]
            assert [str(stamp)[:10] for stamp in ahead.stamps] == [str(stamp)[:10] for stamp in stamps]


def with_covariates(rows):
    """A series with a price known up to now, offers known ahead, and a kind."""
    made = np.random.default_rng(5)
    table = of(pd.date_range("2024-01-01", periods=rows))
    table["price"] = np.where(made.random(rows) < 0.1, np.nan, made.normal(size=rows))
    table["weather"] = made.choice(["sun", "rain", "snow"], rows)
    table["offer"] = made.choice(["", "half", "third"], rows)
    table["rate"] = made.normal(size=rows)
    table["kind"] = "shop"
    other = table.assign(unique_id="b", kind="stall", y=table.y * 2)
    return pd.concat([table, other], ignore_index=True)


ROLES = {"past": ["price", "weather"], "future": ["offer", "rate"], "static": ["kind"]}


@pytest.fixture(scope="module")
def seeing():
    return elman.fit(with_covariates(120), horizon=4, **ROLES, **SMALL)


@pytest.mark.parametrize("strategy", ["direct", "segments", "recursive"])
def test_covariates_are_as_in_a_table(strategy):
    forecaster = elman.fit(with_covariates(120), horizon=4, strategy=strategy, **ROLES, **SMALL)
    table = with_covariates(130).query("unique_id == 'b'")
    history = table.iloc[:110].drop(index=table.index[[30, 31, 60]])
    future = table[["unique_id", "ds", "offer", "rate"]].iloc[:114]
    wanted = forecaster.forecast(history, future_table=future)
    stream = forecaster.stream(future_table=future)
    rows = history.drop(columns=["offer", "rate"]).to_dict("records")
    stream.take(rows[:50])
    stream = forecaster.stream(future_table=future, state=stream.state).fork()
    stream.take(rows[50:-1])
    ahead = stream.step(rows[-1])
    np.testing.assert_array_equal(ahead.point, wanted.point[0])
    np.testing.assert_array_equal(ahead.low, wanted.low[:, 0])
    whole = pd.concat([history, table.iloc[110:114].assign(y=np.nan)])
    np.testing.assert_array_equal(forecaster.forecast(whole).point, wanted.point)


def test_what_stands_beside_the_rows_is_asked_for(seeing):
    row = {"ds": "2024-01-01", "y": 1.0, "price": 1.0, "weather": "sun", "kind": "shop"}
    future = with_covariates(10).query("unique_id == 'a'")[["ds", "offer", "rate"]]
    for name in ("price", "kind"):
        with pytest.raises(ArgumentError, match=f"a row must have the column '{name}'"):
            seeing.stream(future_table=future).step({key: row[key] for key in row if key != name})
    with pytest.raises(ArgumentError, match="a row must be a mapping with 'y', 'price', 'weather', 'kind'"):
        seeing.stream(future_table=future).step(3.0)
    with pytest.raises(DataError, match="future columns must be known for the 4 rows"):
        seeing.stream().step(row)
    with pytest.raises(DataError, match="got 3 of 'offer'"):
        seeing.stream("2024-01-07", future_table=future).step(row | {"ds": "2024-01-07"})
    with pytest.raises(DataError, match="'price' must hold numbers as in the fit, got 'dear'"):
        seeing.stream(future_table=future).step(row | {"price": "dear"})
    with pytest.raises(ArgumentError, match="must have the rows of one series"):
        seeing.stream(future_table=with_covariates(10)[["unique_id", "ds", "offer", "rate"]])
    with pytest.raises(ArgumentError, match="future_table must be given to a forecaster with future columns"):
        fitted("days").stream(future_table=future)
    unknown = seeing.stream(future_table=future).step(row | {"weather": "hail"})
    assert np.isfinite(unknown.point).all()


def test_holidays_are_seen_by_a_stream():
    pytest.importorskip("holidays")
    index = pd.date_range("2022-01-01", periods=400)
    forecaster = elman.fit(of(index), horizon=20, holidays="US", **SMALL)
    table = of(pd.date_range("2022-06-01", periods=200)).drop(index=[100])
    stream = forecaster.stream()
    stream.take(table.to_dict("records")[:-1])
    ahead, wanted = stream.step(table.to_dict("records")[-1]), forecaster.forecast(table)
    np.testing.assert_array_equal(ahead.point, wanted.point[0])
    with pytest.raises(ArgumentError, match="first must be the time of the series' first row"):
        forecaster.stream().step(1.0)


@pytest.mark.parametrize(
    ("value", "frequency", "wanted"),
    [
        ("2024-03-01", Frequency(unit="duration", step=HOUR), "2024-03-01T00:00"),
        ("2024-03-01 09:30", Frequency(unit="duration", step=HOUR), "2024-03-01T09:30"),
        (pd.Timestamp("2024-03-01"), Frequency(unit="duration", step=HOUR), "2024-03-01T00:00"),
        (np.datetime64("2024-03-01", "ns"), Frequency(unit="duration", step=HOUR), "2024-03-01T00:00"),
        ("01 Mar 2024", Frequency(unit="duration", step=HOUR), "2024-03-01T00:00"),
        (
            "2024-03-01T09:30+01:00",
            Frequency(unit="duration", step=HOUR, zone="Europe/Berlin"),
            "2024-03-01T08:30",
        ),
        (
            "2024-03-01T08:30Z",
            Frequency(unit="duration", step=24 * HOUR, zone="Europe/Berlin"),
            "2024-03-01T09:30",
        ),
        ("2024-07-01T08:30Z", Frequency(unit="weekday", zone="Europe/Berlin"), "2024-07-01T10:30"),
        ("2024-03-01T09:30+01:00", Frequency(unit="weekday"), "2024-03-01T09:30"),
    ],
)
def test_times_are_read_as_they_are_given(value, frequency, wanted):
    assert read_time(value, frequency) == np.datetime64(wanted, "us")


def test_a_time_with_two_readings_is_refused_unless_it_is_said():
    days = Frequency(unit="duration", step=24 * HOUR)
    with pytest.raises(DataError, match=r"time-format|time_format"):
        read_time("02/03/2024", days)
    assert read_time("02/03/2024", days, "day-first") == np.datetime64("2024-03-02", "us")
    assert read_time("02.03.24", days, "%d.%m.%y") == np.datetime64("2024-03-02", "us")
    assert read_time(float("nan"), days) is read_time("", days) is read_time(None, days) is None
    assert read_time("7", Frequency()) == 7
    with pytest.raises(DataError, match="a time must be a number"):
        read_time("2024-01-01", Frequency())
