"""Files as users have them, through Python and through the command line: the right value, or the right
sentence."""

import json
import re
import wave

import numpy as np
import pandas as pd
import pytest

import elman
from elman.cli import run
from elman.data import read_sequences
from elman.errors import ArgumentError, DataError, ElmanError
from elman.series import SeriesColumns, read_series

DATES = {"ds": None}


def write(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return path


def values(source, *names, **options):
    return read_sequences(source, inputs=list(names), **options).values_NC


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A small model of u to y."""
    random = np.random.default_rng(0)
    u = random.normal(size=300)
    path = tmp_path_factory.mktemp("model") / "m.safetensors"
    fitted = elman.fit({"u": u, "y": np.cumsum(u) * 0.1}, inputs="u", targets="y", steps=5, trials=False)
    fitted.save(path)
    return path


@pytest.fixture
def command(capsys):
    """Runs a command line, and gives its exit code, its output and its notes."""

    def call(*arguments):
        capsys.readouterr()
        code = run([str(argument) for argument in arguments])
        out, error = capsys.readouterr()
        return code, out, " ".join(error.split())

    return call


def evaluated(command, model, path, *options):
    """The notes of an evaluation, and the number of scored rows or the sentence."""
    code, out, said = command("evaluate", model, path, "--json", *options)
    return (json.loads(out), said) if code == 0 else (None, said)


def table(rows=40):
    random = np.random.default_rng(1)
    return [(f"{u:.3f}", f"{y:.3f}") for u, y in random.normal(size=(rows, 2))]


# Signs


def test_a_decimal_sign_is_one_of_the_file(tmp_path):
    path = write(tmp_path / "river.csv", "flow;level\n2.841;0,050\n2.328;1,825\n")
    np.testing.assert_allclose(values(path, "flow", "level"), [[2841, 0.05], [2328, 1.825]], rtol=1e-6)
    notes = read_sequences(path, inputs="flow").notes
    assert (
        "river.csv has points between thousands: '2.841' is read as 2841. --decimal . overrules it." in notes
    )


def test_signs_on_the_command_line(tmp_path, model, command):
    rows = "".join(f"1,{100 + place};2,{200 + place}\n" for place in range(30))
    path = write(tmp_path / "log.csv", "u;y\n" + rows)
    found, said = evaluated(command, model, path)
    assert found is None
    assert (
        "'1,100' may be 1.100 or 1100. Give --decimal , for the first, or --thousands , for the second"
        in said
    )
    decimal, _ = evaluated(command, model, path, "--decimal", "comma")
    thousands, _ = evaluated(command, model, path, "--thousands", ",")
    assert decimal["overall"] != thousands["overall"]


# Headers


def test_a_line_with_numbers_is_no_header(tmp_path, model, command):
    path = write(tmp_path / "plain.csv", "1.0,2.0,A\n3.0,4.0,B\n5.0,6.0,C\n")
    read = read_sequences(path, inputs=["1", "column_2"])
    assert read.values_NC.tolist() == [[1, 2], [3, 4], [5, 6]]
    assert read.notes[0].startswith(
        "plain.csv has no header, so its columns are called column_1 to column_3."
    )
    found, said = evaluated(command, model, path, "--input", "1", "--target", "2")
    assert found
    assert "note: plain.csv has no header" in said
    assert values(path, "a", names="a,b,c").tolist() == [[1], [3], [5]]
    assert values(path, "1.0", header=True).tolist() == [[3], [5]]


def test_blanks_in_the_header_and_tabs_in_the_rows(tmp_path):
    text = "42.28\n100.0\n573600000\nYear Mnth Day Hr\tdayl(s)\tprcp(mm/day)\ttmax(C)\n"
    rows = [f"1980 01 {day:02d} 12\t{30000 + day}.51\t0.00\t-6.54\n" for day in range(1, 20)]
    path = write(tmp_path / "daymet.txt", text + "".join(rows))
    read = read_series(path, SeriesColumns(targets=("tmax(C)",), time="Year,Mnth,Day,Hr", past=("dayl(s)",)))
    assert read.first[0] == np.datetime64("1980-01-01T12:00")
    assert (str(read.frequency), read.lengths.tolist()) == ("day", [19])
    assert "The first 3 lines of daymet.txt are no table; they were skipped." in read.notes
    blanks = write(tmp_path / "all.txt", "time u y\n" + "".join(f"{t}\t{t + 1}\t{t + 2}\n" for t in range(9)))
    assert values(blanks, "u", "y")[0].tolist() == [1, 2]


@pytest.mark.parametrize("blank", ["\n", ""])
def test_lines_and_units_of_a_logger(tmp_path, blank, model, command):
    rows = "".join(f"{place},{u},{y}\n" for place, (u, y) in enumerate(table()))
    path = write(tmp_path / "cell.csv", f"Logger,3000\nSite,A\n{blank}t,u,y\ns,V,mV\n{rows}")
    read = read_sequences(path, inputs="u", targets="y", time="t")
    assert read.lengths == (40,)
    assert read.values_NC[0, 0] == float(table()[0][0])
    assert re.match(r"The first [23] lines of cell\.csv are no table", read.notes[0])
    assert "has units (s, V, mV); it was skipped" in read.notes[1]
    found, said = evaluated(command, model, path, "--time", "t")
    assert found
    assert "note: The line below the header of cell.csv has units" in said


def test_columns_by_number_and_by_given_names(tmp_path, command):
    rows = "".join(f"   {place:.17e}\t{u}\t {y}\t\n" for place, (u, y) in enumerate(table()))
    path = write(tmp_path / "cstr.dat", rows)
    by_number = read_sequences(path, inputs="2", targets="3", time="1")
    by_name = read_sequences(path, inputs="q", targets="Ca", time="time", names="time,q,Ca")
    np.testing.assert_array_equal(by_number.values_NC, by_name.values_NC)
    with pytest.raises(DataError, match=r"^names must be one for each column of cstr\.dat"):
        read_sequences(path, inputs="q", names="q,Ca")
    made = tmp_path / "m.safetensors"
    options = ["--names", "time,q,Ca", "--input", "q", "--target", "Ca", "--steps", 3, "--no-trials"]
    assert command("fit", path, "--output", made, *options)[0] == 0
    assert elman.load(made).inputs == ("q",)


# Missing values


def test_masked_cells_are_missing():
    masked = np.ma.masked_array([1.0, -9999.0, 3.0], mask=[0, 1, 0])
    np.testing.assert_array_equal(values({"u": masked}, "u")[:, 0], [1, np.nan, 3])
    matrix = np.ma.masked_array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]])
    np.testing.assert_array_equal(values(matrix, "column_1", "column_2"), [[1, np.nan], [3, 4]])
    counts = np.ma.masked_array([1, 2, 3], mask=[1, 0, 0])
    np.testing.assert_array_equal(values({"u": counts}, "u")[:, 0], [np.nan, 2, 3])


@pytest.mark.parametrize("code", ["-999", "-9999.0", "9.96921e+36"])
def test_codes_for_missing_values_are_said_and_can_be_named(tmp_path, code, model, command):
    rows = [(u, code if place % 9 == 4 else y) for place, (u, y) in enumerate(table(60))]
    path = write(tmp_path / "gauge.csv", "u,y\n" + "".join(f"{u},{y}\n" for u, y in rows))
    notes = read_sequences(path, inputs="u", targets="y").notes
    assert len(notes) == 1
    assert re.match(
        r"'y' of gauge\.csv is \S+ in 7 rows, far outside the rest .* give --missing-values ", notes[0]
    )
    read = read_sequences(path, inputs="u", targets="y", missing_values=code)
    assert np.isnan(read.values_NC[:, 1]).sum() == 7
    assert read.notes == ()
    bad, said = evaluated(command, model, path)
    assert "--missing-values" in said
    good, said = evaluated(command, model, path, "--missing-values", f"{code},.")
    assert "--missing-values" not in said
    assert bad["overall"] != good["overall"]


def test_texts_for_missing_values_hold_in_memory_too():
    table = {"u": ["1", " . ", "3", "-9"], "v": np.array(["1", "n.k.", None, "4"], object)}
    read = values(table, "u", "v", missing_values=[".", "-9", "n.k."])
    np.testing.assert_array_equal(read, [[1, 1], [np.nan, np.nan], [3, np.nan], [np.nan, 4]])
    with pytest.raises(DataError, match=r"^column 'u' must hold numbers, got '\.' in row 1"):
        values(table, "u")


def test_a_switch_is_not_called_missing():
    assert read_sequences({"u": np.repeat([0.0, 1000.0], 50)}, inputs="u").notes == ()
    assert read_sequences({"u": np.repeat([0.0, 99.0], 50)}, inputs="u").notes == ()
    assert read_sequences({"u": np.arange(-999.0, 1000)}, inputs="u").notes == ()


# Times


def series(tmp_path, stamps, **options):
    lines = "".join(f"{stamp},{place}\n" for place, stamp in enumerate(stamps))
    return read_series(write(tmp_path / "t.csv", "ds,y\n" + lines), SeriesColumns(), **options)


def test_months_that_begin_with_the_month(tmp_path):
    months = pd.date_range("2010-01-01", periods=120, freq="MS")
    read = series(tmp_path, months.strftime("%m/%d/%Y"))
    assert (str(read.frequency), read.lengths.tolist()) == ("month", [120])
    assert "are read month first ('01/01/2010'); --time-format overrules it" in read.notes[0]


def test_numbers_that_are_dates(tmp_path):
    days = pd.date_range("2023-12-25", periods=20)
    read = series(tmp_path, days.strftime("%Y%m%d"))
    assert (str(read.frequency), read.lengths.tolist()) == ("day", [20])
    assert read.first[0] == np.datetime64("2023-12-25")
    assert "Numbers in 'ds' of t.csv are dates (YYYYMMDD); --time-format number overrules it." in read.notes
    hours = pd.date_range("2023-12-30", periods=60, freq="h").strftime("%Y%m%d%H")
    read = series(tmp_path, hours)
    assert (str(read.frequency), read.lengths.tolist()) == ("hour", [60])
    frame = pd.DataFrame({"ds": [int(hour) for hour in hours], "y": 1.0})
    assert str(read_series(frame, SeriesColumns()).frequency) == "hour"
    counted = read_sequences(
        {"t": np.arange(1_700_000_000, 1_700_000_050), "u": np.zeros(50)}, inputs="u", time="t"
    )
    assert counted.notes == ()


def test_an_index_is_columns():
    days = pd.date_range("2024-01-01", periods=4)
    parts = [pd.DataFrame({"unique_id": name, "ds": days, "y": [1.0, 2, 3, 4]}) for name in "ab"]
    read = read_series(pd.concat(parts).set_index(["unique_id", "ds"]), SeriesColumns())
    assert (read.ids, str(read.frequency)) == (("a", "b"), "day")
    named = pd.Series([1.0, 2, 3, 4], index=days, name="y")
    assert read_series(named, SeriesColumns()).first[0] == np.datetime64("2024-01-01")
    assert values(pd.Series([1.0, 2.0], name="u"), "u").tolist() == [[1], [2]]
    with pytest.raises(DataError, match=r"time column 'time' must ascend, got .*\(--sort\)"):
        read_sequences(named[::-1].to_frame(), inputs="y")


@pytest.mark.parametrize("zone", ["America/New_York", "America/Argentina/Buenos_Aires"])
def test_zones_keep_their_names(zone):
    stamps = pd.date_range("2024-03-09", periods=60, freq="h", tz=zone)
    read = read_series(pd.DataFrame({"ds": stamps, "y": np.arange(60.0)}), SeriesColumns())
    assert read.frequency.zone == zone


def test_days_whose_offset_changes(tmp_path):
    days = pd.date_range("2022-11-01", periods=12, tz="America/New_York")
    read = series(tmp_path, days.astype(str))
    assert (str(read.frequency), read.lengths.tolist()) == ("day", [12])
    assert read.first[0] == np.datetime64("2022-11-01")
    assert "have offsets that change (-05:00, -04:00) and one time of the day" in read.notes[0]


@pytest.mark.parametrize(
    ("stamps", "step", "first"),
    [
        (["2/13/2023", "2/14/2023", "2/15/2023"], "day", "2023-02-13"),
        (["01-Feb-2023", "02-Feb-2023", "03-Feb-2023"], "day", "2023-02-01"),
        (['"Feb 05, 2023"', '"Feb 06, 2023"'], "day", "2023-02-05"),
        (
            ["2023-02-01 11:00:00 PM", "2023-02-02 12:00:00 AM", "2023-02-02 01:00:00 AM"],
            "hour",
            "2023-02-01T23",
        ),
        (["2023-02-01 23:00", "2023-02-01 24:00", "2023-02-02 01:00"], "hour", "2023-02-01T23"),
        (["2023/02", "2023/03", "2023/04"], "month", "2023-02-01"),
        (["2020-W02", "2020-W03", "2020-W04"], "week", "2020-01-06"),
    ],
)
def test_forms_of_dates(tmp_path, stamps, step, first):
    read = series(tmp_path, stamps)
    assert (str(read.frequency), read.first[0]) == (step, np.datetime64(first))
    assert len(read.y[0]) == len(stamps)


def test_a_time_in_several_columns(tmp_path, command):
    hours = pd.date_range("2010-01-30", periods=80, freq="h")
    lines = [f"{h.year},{h.month},{h.day},{h.hour},{place % 24}" for place, h in enumerate(hours)]
    path = write(tmp_path / "air.csv", "\n".join(["year,month,day,hour,pm2.5", *lines]))
    read = read_series(path, SeriesColumns(targets=("pm2.5",), time="year,month,day,hour"))
    assert (str(read.frequency), read.first[0]) == ("hour", np.datetime64("2010-01-30"))
    code, out, _ = command(
        "backtest", path, "--target", "pm2.5", "--time", "year,month,day,hour", "--horizon", 3, "--json"
    )
    assert code == 0
    assert json.loads(out)["horizon"] == 3


def doubled(tmp_path):
    """Hours by the clock on the wall: one is there twice, in autumn."""
    utc = pd.date_range("2023-10-28", periods=72, freq="h", tz="UTC")
    return utc.tz_convert("Europe/Berlin").strftime("%Y-%m-%d %H:%M:%S")


def test_a_doubled_hour_is_never_to_be_sorted(tmp_path):
    with pytest.raises(
        DataError, match=r"each time once in a series, got 2023-10-29T02.*--duplicates mean"
    ) as error:
        series(tmp_path, doubled(tmp_path))
    assert "ort" not in str(error.value)
    read = series(tmp_path, doubled(tmp_path), duplicates="mean")
    assert read.lengths.tolist() == [71]
    assert "1 row of t.csv has the time of the row before; their mean was kept." in read.notes
    at = int(np.flatnonzero(read.frequency.stamps(read.first[0], 71) == np.datetime64("2023-10-29T02"))[0])
    assert read.y[0][at] == 24.5
    quarters = pd.date_range("2023-10-28", periods=290, freq="15min", tz="UTC").tz_convert("Europe/Berlin")
    stamps = quarters.strftime("%Y-%m-%d %H:%M")
    with pytest.raises(
        DataError, match=r"It is the hour that daylight saving repeats: .* --duplicates mean"
    ) as error:
        series(tmp_path, stamps)
    assert "--sort" not in str(error.value)
    assert series(tmp_path, stamps, duplicates="first").lengths.tolist() == [286]


def test_rows_in_the_wrong_order(tmp_path):
    hours = pd.date_range("2024-01-01", periods=10, freq="h").astype(str)
    with pytest.raises(
        DataError, match=r"must ascend, .* 9 steps back in all\. Sort the table by time \(--sort\)"
    ):
        series(tmp_path, hours[::-1])
    read = series(tmp_path, hours[::-1], sort=True)
    np.testing.assert_array_equal(read.y[0], np.arange(10)[::-1])
    assert "9 rows of t.csv were earlier ('ds') than the row before; the rows were sorted" in read.notes[0]


def test_rows_that_are_there_twice_the_same(tmp_path):
    path = write(tmp_path / "t.csv", "ds,y\n2024-01-01,1\n2024-01-02,2\n2024-01-02,2\n2024-01-03,3\n")
    read = read_series(path, SeriesColumns())
    np.testing.assert_array_equal(read.y[0], [1, 2, 3])
    assert "1 row of t.csv was there twice, the same in every column that is read" in read.notes[0]


def test_a_clock_that_jitters(tmp_path, model, command):
    random = np.random.default_rng(3)
    late = random.integers(0, 3, 60)
    stamps = [
        pd.Timestamp("2024-01-01") + pd.Timedelta(minutes=5 * i, seconds=int(s)) for i, s in enumerate(late)
    ]
    with pytest.raises(
        DataError, match=r"times must be evenly spaced, .* Resample the table to one step \(--step"
    ):
        series(tmp_path, stamps)
    read = series(tmp_path, stamps, step="5min")
    assert (str(read.frequency), read.lengths.tolist()) == ("5 minutes", [60])
    assert re.search(
        r"\d+ rows of t\.csv were moved onto the step 5min, by 2 s at most; 0 rows", read.notes[0]
    )
    rows = "".join(f"{stamp},{u},{y}\n" for stamp, (u, y) in zip(stamps, table(60), strict=True))
    path = write(tmp_path / "log.csv", "t,u,y\n" + rows)
    found, said = evaluated(command, model, path, "--time", "t", "--step", "5min")
    assert found
    assert "were moved onto the step 5min" in said


def test_a_logger_that_is_off_at_night(tmp_path, model, command):
    hours = [h for h in pd.date_range("2024-01-01", periods=96, freq="h") if 6 <= h.hour < 20]
    frame = pd.DataFrame({"t": hours, "u": np.arange(56.0), "y": 0.0})
    whole = read_sequences(frame, inputs="u", targets="y", time="t")
    assert whole.lengths == (56,)
    assert "--split-gaps begins a new sequence after each" in whole.notes[0]
    read = read_sequences(frame, inputs="u", targets="y", time="t", split_gaps=True)
    assert read.lengths == (14,) * 4
    assert read.ids == ("the table", "the table part 2", "the table part 3", "the table part 4")
    assert read.notes == ("3 gaps in time in the table begin a new sequence: 4 sequences in all.",)
    frame.to_csv(tmp_path / "solar.csv", index=False)
    found, said = evaluated(command, model, tmp_path / "solar.csv", "--time", "t", "--split-gaps")
    assert found
    assert "3 gaps in time in solar.csv begin a new sequence" in said


# Files


def test_files_of_one_name_are_told_apart(tmp_path, model, command):
    for place in ("a", "b"):
        (tmp_path / place).mkdir()
        rows = "".join(f"{u},{y}\n" for u, y in table(30))
        write(tmp_path / place / "log.csv", "u,y\n" + rows)
    paths = [tmp_path / place / "log.csv" for place in ("a", "b")]
    assert read_sequences(paths, inputs="u").ids == ("a/log.csv", "b/log.csv")
    assert read_sequences([paths[0], paths[0]], inputs="u").ids == ("log.csv", "log.csv (2)")
    code, out, _ = command("evaluate", model, *paths, "--json")
    assert code == 0
    assert [each["id"] for each in json.loads(out)["sequences"]] == ["a/log.csv", "b/log.csv"]


def test_ids_have_their_file_before_them_only_where_two_files_have_them(tmp_path):
    first = write(tmp_path / "a.csv", "c,u\nx,1\ny,2\n")
    second = write(tmp_path / "b.csv", "c,u\ny,3\nz,4\n")
    assert read_sequences([first, second], inputs="u", id="c").ids == ("x", "a.csv: y", "b.csv: y", "z")


def test_a_folder_and_a_pattern(tmp_path, model, command):
    for number in (1, 2, 10):
        write(tmp_path / f"run{number}.csv", "u,y\n" + "".join(f"{u},{y}\n" for u, y in table(20)))
    write(tmp_path / "README.md", "three runs")
    ids = ("run1.csv", "run2.csv", "run10.csv")
    read = read_sequences(tmp_path, inputs="u")
    assert read.ids == ids
    assert "1 files of" in read.notes[0]
    assert read_sequences(str(tmp_path / "run*.csv"), inputs="u").ids == ids
    assert evaluated(command, model, tmp_path / "run*.csv")[0]
    with pytest.raises(DataError, match=r"must fit at least one file, and none does"):
        read_sequences(str(tmp_path / "no*.csv"), inputs="u")


def sound(path, samples, rate=44100):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((samples * 32767).astype("<i2").tobytes())


def test_input_and_target_in_two_files(tmp_path, command):
    random = np.random.default_rng(0)
    clean = random.uniform(-0.5, 0.5, 400)
    sound(tmp_path / "clean.wav", clean)
    sound(tmp_path / "amp.wav", np.tanh(2 * clean))
    pair = [tmp_path / "clean.wav", tmp_path / "amp.wav"]
    read = read_sequences(pair, inputs="clean", targets="amp", join="row")
    np.testing.assert_allclose(read.values_NC[:, 1], np.tanh(2 * clean), atol=1e-4)
    assert (read.ids, read.lengths) == (("clean.wav + amp.wav",), (400,))
    made = tmp_path / "amp.safetensors"
    options = ["--join", "row", "--input", "clean", "--target", "amp", "--steps", 3, "--no-trials", "--json"]
    assert command("fit", *pair, *options, "--output", made)[0] == 0
    sound(tmp_path / "slow.wav", clean, rate=8000)
    with pytest.raises(
        DataError, match=r"must have one rate, got: clean\.wav has 44100 Hz, slow\.wav has 8000 Hz"
    ):
        read_sequences([tmp_path / "clean.wav", tmp_path / "slow.wav"], inputs="clean", join="row")
    sound(tmp_path / "short.wav", clean[:390])
    with pytest.raises(DataError, match=r"same number of rows, got: clean\.wav has 400, short\.wav has 390"):
        read_sequences([pair[0], tmp_path / "short.wav"], inputs="clean", targets="short", join="row")


def test_two_tables_joined_by_time(tmp_path):
    first = write(tmp_path / "X.csv", "t,u\n0,1\n1,2\n2,3\n4,5\n")
    second = write(tmp_path / "Y.csv", "t,y\n1,20\n2,30\n3,40\n4,50\n")
    read = read_sequences([first, second], inputs="u", targets="y", time="t", join="time")
    assert read.values_NC.tolist() == [[2, 20], [3, 30], [5, 50]]
    assert "Rows without a partner of the same time were left out: 1 of X.csv, 1 of Y.csv." in read.notes
    with pytest.raises(ArgumentError, match="time must be named where tables are joined by it"):
        read_sequences([first, second], inputs="u", targets="y", join="time")


def test_only_the_columns_asked_for_have_to_fit():
    loaded = {
        "__header__": b"MATLAB",
        "__version__": "1.0",
        "__globals__": [],
        "u": np.ones((1, 5)),
        "fs": [[8000]],
    }
    assert values(loaded, "u").shape == (5, 1)
    with pytest.raises(DataError, match="columns of the same length, got the shapes"):
        values(loaded, "u", "fs")


@pytest.mark.parametrize(
    ("file", "module", "package"),
    [
        ("x.mat", "scipy.io", "scipy"),
        ("x.h5", "h5py", "h5py"),
        ("x.xlsx", "python_calamine", "python-calamine"),
        ("x.tdms", "nptdms", "nptdms"),
        ("x.mf4", "asammdf", "asammdf"),
    ],
)
def test_a_format_names_its_extra(tmp_path, monkeypatch, file, module, package):
    import sys

    (tmp_path / file).write_bytes(b"anything")
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(
        ElmanError,
        match=rf"^{re.escape(file)} needs the package {package} .*: pip install {package}\.$",
    ):
        values(tmp_path / file, "u")


def test_a_chinese_encoding_is_named(tmp_path, model, command):
    path = write(
        tmp_path / "log.csv",
        "时间,温度,u,y\n" + "".join(f"{i},1,{u},{y}\n" for i, (u, y) in enumerate(table())),
        "gbk",
    )
    found, said = evaluated(command, model, path)
    assert found is None
    assert "log.csv must be UTF-8 or say its encoding" in said
    assert "--encoding gbk" in said
    assert evaluated(command, model, path, "--encoding", "gbk", "--time", "时间")[0]


def test_several_ids_and_a_name_with_a_comma(tmp_path, command):
    days = [f"2024-01-{day:02d}" for day in range(1, 31)]
    lines = [
        f"{store},{item},{day},{place}" for store in "AB" for item in "xy" for place, day in enumerate(days)
    ]
    path = write(tmp_path / "shops.csv", "\n".join(['store,item,ds,"Load, MW (total)"', *lines]))
    read = read_series(path, SeriesColumns(targets=("Load, MW (total)",), id=("store", "item")))
    assert read.ids == ("A/x", "A/y", "B/x", "B/y")
    assert read.lengths.tolist() == [30] * 4
    code, out, said = command(
        "backtest",
        path,
        "--target",
        "Load, MW (total)",
        "--id",
        "store",
        "--id",
        "item",
        "--horizon",
        3,
        "--json",
    )
    assert code == 0, said
    assert "A/x" in out
    wide = write(tmp_path / "wide.csv", 'a,"b, c",d\n1,2,3\n4,5,6\n')
    assert read_sequences(wide, inputs=["a", "b, c"], targets="d").names == ("a", "b, c", "d")
    made = tmp_path / "m.safetensors"
    rows = "".join(f"{u},{y},{u}\n" for u, y in table())
    write(tmp_path / "wide.csv", f'a,"b, c",d\n{rows}')
    options = ["--input", "a,b, c", "--target", "d", "--steps", 2, "--no-trials", "--quiet"]
    assert command("fit", tmp_path / "wide.csv", *options, "--output", made)[0] == 0
    assert elman.load(made).inputs == ("a", "b, c")


def test_channels_of_different_rates_are_resampled(tmp_path):
    import nptdms

    path = tmp_path / "rig.tdms"
    fast, slow = np.arange(100.0), np.arange(10.0) * 10
    with nptdms.TdmsWriter(str(path)) as writer:
        for name, data, step in (("fast", fast, 0.01), ("slow", slow, 0.1)):
            rate = {"wf_increment": step, "wf_start_offset": 0.0}
            writer.write_segment([nptdms.ChannelObject("rig", name, data, rate)])
    with pytest.raises(
        DataError, match=r"fast' has 100 rows every 0\.01 s, 'rig/slow' has 10 rows every 0\.1 s.* --step"
    ):
        values(path, "fast", "slow")
    read = read_sequences(path, inputs=["fast", "slow"], step="0.02s")
    np.testing.assert_allclose(read.values_NC[:, 0], np.arange(0, 91, 2))
    np.testing.assert_allclose(read.values_NC[:, 1], np.repeat(slow, 5)[:46])
    assert "were resampled to the step 0.02s: 'rig/fast' hold, 'rig/slow' hold." in read.notes[0]
    drawn = read_sequences(path, inputs=["fast", "slow"], step="0.02s", resample={"rig/slow": "linear"})
    np.testing.assert_allclose(drawn.values_NC[:, 1], np.arange(0, 91, 2), atol=1e-4)


def test_a_pipe(tmp_path, model):
    import subprocess
    import sys

    text = "u,y\n" + "".join(f"{u},{y}\n" for u, y in table())
    done = subprocess.run(
        [sys.executable, "-m", "elman", "evaluate", str(model), "-", "--json"],
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)
