"""What people's tables have beside the forms that are best known: each is read as it stands, or refused."""

import numpy as np
import pandas as pd
import pytest

from elman.data import read_sequences
from elman.errors import ArgumentError, DataError
from elman.tables.stamped import read_stamped


def write(path, text):
    path.write_bytes(text.encode())
    return path


def rows(stamps):
    return "t,u\n" + "".join(f"{stamp},{place}\n" for place, stamp in enumerate(stamps))


def times(source, **options):
    """The times and their zone."""
    from elman.readers.options import ReadOptions

    read = read_stamped(source, "t", numbers=["u"], time="t", options=ReadOptions(**options))
    return read.stamp_N, read.zone


DAYS = pd.date_range("2022-12-25", periods=14)
MONTHS = pd.date_range("2022-06-01", periods=14, freq="MS")
HALF_HOURS = pd.date_range("2023-01-05", periods=14, freq="30min")


@pytest.mark.parametrize(
    ("stamps", "form", "said"),
    [
        (DAYS, "%Y%j", "2023007 may be the day 2023-01-07"),
        (DAYS, "%y%j", "23007 may be the day 2023-01-07"),
        (DAYS, "%y%m%d", "230107 may be the day 2023-01-07"),
        (DAYS, "%d%m%Y", "7012023 may be the day 2023-01-07"),
        (DAYS, "%m%d%Y", "1072023 may be the day 2023-01-07"),
        (MONTHS, "%Y.%m", r"2023\.07 may be the month 2023-07"),
        (HALF_HOURS, "%H%M", "630 may be the clock 06:30:00"),
    ],
)
def test_digits_that_may_be_dates_are_refused_and_can_be_told(tmp_path, stamps, form, said):
    path = write(tmp_path / "t.csv", rows(stamps.strftime(form)))
    number = float if "." in form else int
    frame = pd.DataFrame({"t": [number(text) for text in stamps.strftime(form)], "u": np.arange(14.0)})
    clock = form == "%H%M"
    expected = stamps - stamps[0] if clock else stamps
    for source in (path, frame):
        with pytest.raises(DataError, match=f"must say what its numbers are: {said}.*--time-format {form}"):
            times(source)
        np.testing.assert_array_equal(
            times(source, time_format=form)[0], expected.to_numpy().astype("m8[us]" if clock else "M8[us]")
        )
        if form in ("%d%m%Y", "%m%d%Y"):
            # As numbers they do not ascend.
            continue
        read = read_sequences(source, inputs="u", time="t", time_format="number")
        np.testing.assert_array_equal(read.values_NC[:, 0], np.arange(14.0))


@pytest.mark.parametrize("step", [1, 5, 7, 10, 20, 30, 50, 100, 1000])
@pytest.mark.parametrize("first", [0, 100_101, 2_000_001])
def test_even_counters_are_numbers(step, first):
    counter_N = first + step * np.arange(50)
    np.testing.assert_array_equal(times({"t": counter_N, "u": counter_N})[0], counter_N)


def test_uneven_counters_are_numbers():
    rng = np.random.default_rng(1)
    for _ in range(20):
        counter_N = np.cumsum(rng.integers(1, 90, 60))
        np.testing.assert_array_equal(times({"t": counter_N, "u": counter_N})[0], counter_N)


def test_only_years_that_have_a_week_53_have_one(tmp_path):
    path = write(tmp_path / "t.csv", rows(["2020-W52", "2020-W53", "2021-W01"]))
    found_N, _ = times(path)
    assert found_N.astype("M8[D]").astype(str).tolist() == ["2020-12-21", "2020-12-28", "2021-01-04"]
    path = write(tmp_path / "t.csv", rows(["2023-W52", "2023-W53", "2024-W01"]))
    with pytest.raises(DataError, match="got '2023-W53' in row 1"):
        times(path)


@pytest.mark.parametrize(
    ("stamps", "first", "last"),
    [
        ([f"2023年1月{day}日" for day in range(1, 13)], "2023-01-01", "2023-01-12"),
        ([f"2023年{month}月" for month in range(1, 13)], "2023-01-01", "2023-12-01"),
        ([f"2023年01月05日 {hour:02d}时30分" for hour in range(12)], "2023-01-05T00:30", "2023-01-05T11:30"),
        (
            [f"2023年01月05日{hour}時05分07秒" for hour in range(12)],
            "2023-01-05T00:05:07",
            "2023-01-05T11:05:07",
        ),
        ([f"2023年1月5日 {hour:02d}:30:00" for hour in range(12)], "2023-01-05T00:30", "2023-01-05T11:30"),
        ([f"2023/1/5 下午{hour}:00" for hour in range(1, 12)], "2023-01-05T13:00", "2023-01-05T23:00"),
        ([f"2023/1/5 上午 {hour}:00" for hour in (12, 1, 2)], "2023-01-05T00:00", "2023-01-05T02:00"),
        ([f"2023년 1월 {day}일" for day in range(1, 13)], "2023-01-01", "2023-01-12"),
        ([f"2023년 1월 {day}일 오후 3:05" for day in range(1, 13)], "2023-01-01T15:05", "2023-01-12T15:05"),
    ],
)
def test_dates_in_chinese_japanese_and_korean(tmp_path, stamps, first, last):
    found_N, _ = times(write(tmp_path / "t.csv", rows(stamps)))
    assert (found_N[0], found_N[-1]) == (np.datetime64(first), np.datetime64(last))
    assert len(np.unique(np.diff(found_N))) <= (4 if "月" in stamps[0] and "日" not in stamps[0] else 1)
    bare = write(tmp_path / "bare.csv", "".join(f"{stamp},{place}\n" for place, stamp in enumerate(stamps)))
    assert read_sequences(bare, inputs="column_2").values_NC[0, 0] == 0


@pytest.mark.parametrize(
    ("offset", "zone"), [("+05:30", "Asia/Kolkata"), ("+05:45", "Asia/Kathmandu"), ("+13:00", "Etc/GMT-13")]
)
def test_zones_that_are_told_by_their_offset(tmp_path, offset, zone):
    stamps = [f"2023-01-05T0{hour}:00:00{offset}" for hour in range(8)]
    for source in (
        write(tmp_path / "t.csv", rows(stamps)),
        pd.DataFrame({"t": pd.to_datetime(stamps), "u": 1.0}),
    ):
        found_N, found = times(source)
        assert found == zone
        np.testing.assert_array_equal(
            found_N, pd.to_datetime(stamps, utc=True).tz_localize(None).to_numpy().astype("M8[us]")
        )


def test_a_quote_within_a_cell_holds_no_rows_together(tmp_path):
    text = "u;c\n" + "".join(f'{row}.5;{row}" pipe\n' for row in range(6))
    with pytest.raises(DataError, match=r"must have quotes around whole cells alone, got one .* in line 1 "):
        read_sequences(write(tmp_path / "t.csv", text), inputs="u")
    text = "c;u\n" + "".join(f'"{row}"" pipe; ""b""\nnext";{row}.5\n' for row in range(6))
    read = read_sequences(write(tmp_path / "t.csv", text), inputs="u")
    np.testing.assert_array_equal(read.values_NC[:, 0], np.arange(6) + 0.5)


def test_a_loggers_header_of_four_lines(tmp_path):
    head = (
        '"TOA5","CR1000","CR1000","1234"\n"TIMESTAMP","RECORD","u","y"\n"TS","RN","Volts","Deg C"\n'
        '"","","Min","Avg"\n'
    )
    text = head + "".join(f'"2023-01-01 00:0{row}:00",{row},{row}.5,{row}\n' for row in range(6))
    read = read_sequences(write(tmp_path / "t.dat", text), inputs="u", targets="y", time="TIMESTAMP")
    np.testing.assert_array_equal(read.values_NC, np.stack([np.arange(6) + 0.5, np.arange(6)], axis=1))
    assert any("has units (TS, RN, Volts, Deg C)" in note for note in read.notes)


def test_a_row_of_totals_is_said(tmp_path):
    text = "day;u\n" + "".join(f"{row};{row}.25\n" for row in range(8)) + "Total;30\n"
    read = read_sequences(write(tmp_path / "t.csv", text), inputs="u")
    assert "The last value of 'u' of t.csv is the sum of all values before it." in read.notes[0]
    assert read_sequences(tmp_path / "t.csv", inputs="u", rows=(0, 8)).notes == ()


def test_series_whose_rows_differ_are_not_put_side_by_side():
    hours = pd.date_range("2023-01-01", periods=6, freq="h")
    u = pd.Series(np.arange(6.0), index=hours)
    with pytest.raises(DataError, match="must have the same rows, got an index of 'y' that differs"):
        read_sequences({"u": u, "y": u[::-1]}, inputs="u", targets="y")
    read = read_stamped({"u": u, "y": u + 1}, "t", numbers=["u", "y"])
    np.testing.assert_array_equal(read.stamp_N, hours.to_numpy().astype("M8[us]"))
    plain = pd.Series(np.arange(6.0))
    assert len(read_sequences({"u": u, "y": plain, "z": np.ones(6)}, inputs=["u", "y", "z"]).values_NC) == 6


def test_what_pandas_has_beside_frames_is_refused():
    frame = pd.DataFrame({"u": [1.0, 2.0], "g": ["a", "b"]})
    with pytest.raises(ArgumentError, match=r"sources must be a path, .* got DataFrameGroupBy"):
        read_sequences(frame.groupby("g"), inputs="u")


def test_a_point_before_three_digits_beside_semicolons_is_said(tmp_path):
    path = write(tmp_path / "t.csv", "u;y\n1.230;5\n12.500;6\n")
    read = read_sequences(path, inputs="u")
    assert read.notes == (
        "t.csv has three digits after every point, and '1.230' is read as 1.23. If it is 1230, give "
        "--thousands . instead.",
    )
    assert read_sequences(path, inputs="u", thousands=".").values_NC[:, 0].tolist() == [1230, 12500]
    path = write(tmp_path / "t.csv", "u;y\n1.230;5\n0.500;6\n")
    assert read_sequences(path, inputs="u").notes == ()


def test_a_clock_that_passes_midnight_is_not_to_be_sorted(tmp_path):
    path = write(tmp_path / "t.csv", rows(["22:00", "23:00", "00:00", "01:00"]))
    with pytest.raises(DataError, match=r"A clock begins again at midnight: give the day as well") as error:
        read_sequences(path, inputs="u", time="t")
    assert "--sort" not in str(error.value)
