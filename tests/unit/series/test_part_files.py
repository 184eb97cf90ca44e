"""Monthly part files: one series each where they go on, and a series a file where they do not."""

import numpy as np
import pytest

from elman.series import SeriesColumns, read_series

FIRST = np.datetime64("2024-01-01")


def write(path, start, stop, ids=("a",), **fixed):
    rows = range(start, stop)
    with path.open("w") as file:
        heads = (["shop"] if ids else []) + ["day", "sold", *fixed]
        print(",".join(heads), file=file)
        for name in ids or ("",):
            for row in rows:
                cells = ([name] if ids else []) + [
                    str(FIRST + row),
                    str(row + 1000 * len(name)),
                    *fixed.values(),
                ]
                print(",".join(cells), file=file)


BY_ID = SeriesColumns(targets=("sold",), id="shop", time="day")
ALONE = SeriesColumns(targets=("sold",), time="day")


def test_files_of_a_pattern_are_one_series_of_each_id(tmp_path):
    write(tmp_path / "m2.csv", 31, 60, ("a", "bb"))
    write(tmp_path / "m1.csv", 0, 31, ("bb", "a"))
    write(tmp_path / "m3.csv", 65, 91, ("a",))
    series = read_series(f"{tmp_path}/m*.csv", BY_ID)
    assert dict(zip(series.ids, series.lengths.tolist(), strict=True)) == {"a": 91, "bb": 60}
    values = dict(zip(series.ids, series.y, strict=True))
    np.testing.assert_array_equal(values["bb"], 2000.0 + np.arange(60))
    wanted = 1000.0 + np.arange(91)
    wanted[60:65] = np.nan
    np.testing.assert_array_equal(values["a"], wanted)
    assert any(
        "3 tables go on where others end: their 5 parts were joined to 2 series" in n for n in series.notes
    )


def test_files_that_cover_the_same_time_stay_apart(tmp_path):
    write(tmp_path / "m1.csv", 0, 31)
    write(tmp_path / "m2.csv", 30, 60)
    series = read_series(f"{tmp_path}/m*.csv", BY_ID)
    assert series.ids == ("m1.csv: a", "m2.csv: a")


@pytest.mark.parametrize(("begins", "ids"), [(31, ("sold",)), (33, ("m1.csv", "m2.csv"))])
def test_without_an_id_only_files_that_go_on_at_once_are_one_series(tmp_path, begins, ids):
    write(tmp_path / "m1.csv", 0, 31, ())
    write(tmp_path / "m2.csv", begins, 60, ())
    series = read_series(f"{tmp_path}/m*.csv", ALONE)
    assert series.ids == ids
    assert int(series.lengths.sum()) == 31 + 60 - begins


def test_what_is_known_ahead_in_one_file_is_the_past_of_the_next(tmp_path):
    write(tmp_path / "m1.csv", 0, 31, ("a",), offer="1")
    write(tmp_path / "m2.csv", 31, 60, ("a",), offer="2")
    columns = SeriesColumns(targets=("sold",), id="shop", time="day", future=("offer",))
    series = read_series(f"{tmp_path}/m*.csv", columns)
    np.testing.assert_array_equal(series.future[0][:, 0], [1.0] * 31 + [2.0] * 29)
