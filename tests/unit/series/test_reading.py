"""Tables to series: wide and long, gaps, zones, covariates, and the sentences for what cannot be used."""

import numpy as np
import pandas as pd
import polars as pl
import pytest

from elman.errors import ArgumentError, DataError, UnknownNameError
from elman.series import SeriesColumns, read_series
from elman.series.calendar import Frequency
from tests.awkward_series import AWKWARD, HOUR, awkward_set, write_awkward

NAN = np.nan


def read(table, rows=None, frequency=None, categories=None, **columns):
    return read_series(table, SeriesColumns(**columns), rows=rows, frequency=frequency, categories=categories)


def hourly(rows, **columns):
    return pd.DataFrame({"ds": pd.date_range("2024-01-01", periods=rows, freq="h"), **columns})


def test_a_long_table_with_the_customary_names_needs_no_options(tmp_path):
    found = read(write_awkward(tmp_path / "long.csv"))
    wanted = awkward_set()
    assert found.ids == wanted.ids
    assert found.first == wanted.first
    assert found.frequency == HOUR
    for name, y_N, wanted_N in zip(found.ids, found.y, wanted.y, strict=True):
        np.testing.assert_array_equal(y_N, wanted_N, err_msg=name)
    missing = sum(int(np.isnan(y_N).sum()) for y_N in AWKWARD.values())
    assert found.notes == (f"Missing values: {missing}, in 2 of {len(AWKWARD)} series (step: hour).",)


def test_each_target_of_a_wide_table_is_a_series(tmp_path):
    table = hourly(4, a=[1.0, 2, 3, 4], b=[NAN, 5, NAN, 7], c=[8, 9, NAN, NAN])
    table.to_csv(tmp_path / "wide.csv", index=False)
    for source in (table, tmp_path / "wide.csv", pl.from_pandas(table), table.to_dict("list")):
        found = read(source, targets=("a", "b", "c"))
        assert found.ids == ("a", "b", "c")
        np.testing.assert_array_equal(found.y[0], [1, 2, 3, 4])
        np.testing.assert_array_equal(found.y[1], [5, NAN, 7])
        np.testing.assert_array_equal(found.y[2], [8, 9])
        assert found.first[1] == np.datetime64("2024-01-01T01:00")
        assert "1 of 3 series end before their table does" in found.notes[1]


def test_rows_that_were_left_out_are_missing_values():
    table = hourly(6, y=np.arange(6.0)).drop(index=[2, 3])
    np.testing.assert_array_equal(read(table).y[0], [0, 1, NAN, NAN, 4, 5])


def test_rows_after_the_last_value_are_the_known_future():
    table = hourly(5, y=[NAN, 1, 2, NAN, NAN], price=[1.0, 2, 3, 4, 5], seen=[6.0, 7, 8, 9, 10])
    found = read(table, future=("price",), past=("seen",))
    np.testing.assert_array_equal(found.y[0], [1, 2])
    np.testing.assert_array_equal(found.future[0][:, 0], [2, 3, 4, 5])
    np.testing.assert_array_equal(found.past[0][:, 0], [7, 8])
    assert found.ahead == 2


def test_texts_become_numbers_that_stand_for_them():
    table = hourly(4, y=np.arange(4.0), day=["wet", "dry", "", "wet"])
    found = read(table, future=("day",))
    assert found.categories == {"day": ("", "dry", "wet")}
    np.testing.assert_array_equal(found.future[0][:, 0], [2, 1, 0, 2])
    again = read(
        hourly(4, y=np.arange(4.0), day=["dry", "snow", "wet", "wet"]),
        future=("day",),
        categories=found.categories,
    )
    np.testing.assert_array_equal(again.future[0][:, 0], [1, -1, 2, 2])
    assert again.notes == (
        "Column 'day' has texts that the training did not have. They count as unknown: 'snow'.",
    )


def test_static_columns_have_one_value_a_series():
    table = pd.DataFrame(
        {"unique_id": ["a", "a", "b"], "y": [1.0, 2, 3], "size": [5, NAN, NAN], "kind": ["x", "x", None]}
    )
    found = read(table, static=("size", "kind"))
    assert found.static["kind"] == ("x", "")
    assert found.static["size"][0] == 5
    assert np.isnan(found.static["size"][1])
    with pytest.raises(DataError, match="static column 'size' must have one value in each series, got 5"):
        read(table.assign(size=[5, 6, 7]), static=("size",))


def test_without_times_the_rows_are_numbered():
    found = read({"y": np.arange(3.0)})
    assert found.first == (0,)
    assert found.frequency == Frequency()
    assert found.notes[0].startswith("No time column was named")


@pytest.mark.parametrize(
    ("texts", "step"),
    [
        (["1949-01", "1949-02", "1949-03"], "month"),
        (["2020Q1", "2020Q2", "2020Q3"], "3 months"),
        (["2020-Q4", "2021-Q1", "2021-Q2"], "3 months"),
        (["2021", "2022", "2023"], "1"),
        (["2024-01-01T00:00:00Z", "2024-01-01T00:30:00Z"], "30 minutes"),
        (["2024-03-31T01:00:00+01:00", "2024-03-31T03:00:00+02:00"], "hour"),
    ],
)
def test_times_as_text(tmp_path, texts, step):
    lines = ["ds,y", *(f"{text},{place}" for place, text in enumerate(texts))]
    (tmp_path / "t.csv").write_text("\n".join(lines))
    found = read(tmp_path / "t.csv")
    assert str(found.frequency) == step
    assert len(found.y[0]) == len(texts)


@pytest.mark.parametrize("frame", [lambda table: table, pl.from_pandas])
def test_hours_of_a_zone_go_through_daylight_saving_in_utc(frame):
    stamps = pd.date_range("2024-03-30", periods=60, freq="h", tz="Europe/Berlin")
    found = read(frame(pd.DataFrame({"ds": stamps, "y": np.arange(60.0)})))
    assert found.frequency == Frequency(unit="duration", step=3_600_000_000, zone="Europe/Berlin")
    assert found.lengths.tolist() == [60]
    assert found.first[0] == np.datetime64("2024-03-29T23:00")
    assert "where daylight saving begins or ends, a day has 23 or 25 hours" in found.notes[0]


@pytest.mark.parametrize(
    ("zone", "known"),
    [
        ("UTC", "UTC"),
        ("+01:00", "Etc/GMT-1"),
        ("-03:00", "Etc/GMT+3"),
        ("+05:30", "Asia/Kolkata"),
        ("+01:15", "UTC"),
    ],
)
def test_a_fixed_offset_needs_no_word_on_daylight_saving(zone, known):
    stamps = pd.date_range("2024-03-30", periods=60, freq="h", tz=zone)
    found = read(pd.DataFrame({"ds": stamps, "y": np.arange(60.0)}))
    assert found.frequency.zone == known
    assert found.first[0] == stamps[0].tz_convert("UTC").tz_localize(None).to_datetime64()
    assert found.lengths.tolist() == [60]
    assert found.notes == ()


def test_days_of_a_zone_are_days_on_the_wall():
    stamps = pd.date_range("2024-03-25", periods=20, freq="D", tz="Europe/Berlin")
    found = read(pd.DataFrame({"ds": stamps, "y": np.arange(20.0)}))
    assert str(found.frequency) == "day"
    assert found.first[0] == np.datetime64("2024-03-25")
    assert found.lengths.tolist() == [20]
    months = pd.date_range("2024-01-01", periods=20, freq="MS", tz="Europe/Berlin")
    found = read(pd.DataFrame({"ds": months, "y": np.arange(20.0)}))
    assert (str(found.frequency), found.frequency.day, found.frequency.zone) == ("month", 1, "Europe/Berlin")


def test_a_clock_put_forward_is_said():
    stamps = pd.date_range("2024-03-30", periods=60, freq="h", tz="Europe/Berlin").tz_localize(None)
    found = read(pd.DataFrame({"ds": stamps, "y": np.arange(60.0)}))
    assert found.lengths.tolist() == [61]
    assert found.notes[1].startswith("Hours of a Sunday's night that are missing: 1.")
    plain = hourly(60, y=np.arange(60.0)).drop(index=[30])
    assert len(read(plain).notes) == 1


def test_a_series_without_values_is_left_out():
    found = read(hourly(3, a=[1.0, 2, 3], b=[NAN] * 3), targets=("a", "b"))
    assert found.ids == ("a",)
    assert found.notes == ("1 series have no value and were left out: 'b'.",)


def test_several_tables_are_several_series():
    tables = [hourly(3, y=np.arange(3.0)), hourly(4, y=np.arange(4.0))]
    assert read(tables).ids == ("table 1", "table 2")
    long = pd.DataFrame({"unique_id": ["a", "b"], "y": [1.0, 2.0]})
    assert read([long, long]).ids == ("table 1: a", "table 1: b", "table 2: a", "table 2: b")


def test_rows_are_taken_before_anything_else():
    found = read(hourly(6, y=np.arange(6.0)), rows=(2, 5))
    np.testing.assert_array_equal(found.y[0], [2, 3, 4])
    assert found.first[0] == np.datetime64("2024-01-01T02:00")


def test_a_trained_step_is_kept_even_if_the_data_do_not_tell():
    step = Frequency(unit="month", day=31)
    found = read(pd.DataFrame({"ds": ["2024-02-29"], "y": [1.0]}), frequency=step)
    assert found.frequency == step


TWICE = pd.DataFrame({"ds": ["2024-01-01", "2024-01-02", "2024-01-02"], "y": [1.0, 2, 3]})


@pytest.mark.parametrize(
    ("table", "options", "sentence"),
    [
        (
            TWICE,
            {},
            r"must have each time once in a series, got 2024-01-02T00:00:00.000000 again in row 2 of",
        ),
        (TWICE.iloc[::-1], {}, r"time column 'ds' must ascend"),
        (hourly(3, y=[NAN] * 3), {}, "must have values in 'y', and all of them are missing"),
        (hourly(3, z=[1.0] * 3), {}, "targets must name at least one column, got none"),
        (hourly(3, y=[1.0] * 3), {"frequency": Frequency()}, "must be numbers as elsewhere, got dates"),
        (
            pd.DataFrame({"ds": [0, 1, 2, 3.5, 4], "y": [1.0] * 5}),
            {},
            r"times must be evenly spaced, got 3.5 in row 3 of the table, no whole number of steps \(1\)",
        ),
        (
            pd.DataFrame({"ds": [0, 1, 10**6], "y": [1.0] * 3}),
            {},
            "times must be evenly spaced, got 3 rows on a grid of 1000001 steps",
        ),
        (
            hourly(2, y=[1.0, 2], d=["1", "x"]),
            {"future": ("d",)},
            "column 'd' must hold numbers, got 'x' in row 1",
        ),
        (
            hourly(300, y=[1.0] * 300, d=[f"name {n}" for n in range(300)]),
            {"past": ("d",)},
            "column 'd' must hold numbers or at most 256 different texts, got 300",
        ),
        (
            hourly(2, y=[1.0, 2], d=[1.0, 2.0]),
            {"future": ("d",), "categories": {"d": ("a",)}},
            "column 'd' of the table must hold text as elsewhere, got numbers",
        ),
        ([], {}, "sources must hold at least one table"),
    ],
)
def test_what_cannot_be_used_is_refused(table, options, sentence):
    with pytest.raises((ArgumentError, DataError), match=sentence):
        read(table, **options)


def test_roles_that_clash_are_refused():
    with pytest.raises(ArgumentError, match="future must not name a column of another role, got 'y'"):
        SeriesColumns(targets=("y",), future=("y",))
    with pytest.raises(ArgumentError, match="past must name columns, got an empty name"):
        SeriesColumns(past=("",))
    with pytest.raises(UnknownNameError, match="Did you mean 'price'"):
        read(hourly(2, y=[1.0, 2], price=[1.0, 2]), future=("prize",))
    columns = SeriesColumns(targets=("a",), future=("b", "c"))
    assert SeriesColumns.from_dict({"targets": ["a"], "future": ["b", "c"]}) == columns
