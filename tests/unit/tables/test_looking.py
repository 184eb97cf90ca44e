"""What `look` says of a table, on a page and for a script."""

import json

import numpy as np
import pandas as pd

import elman
from elman.cli import run

STAMPS = ["2024-01-01 00:00", "2024-01-01 01:00", "2024-01-01 02:00", "2024-01-01 09:00", "2024-01-01 10:00"]
TEXT = "t;u;kind;empty;c\n" + "".join(
    f"{stamp};{value};{kind};;7\n"
    for stamp, value, kind in zip(STAMPS, ("1,5", "", "-2", "0", "4,25"), "abaab", strict=True)
)


def columns(look):
    return {column.name: column for column in look.tables[0].columns}


def test_a_text_file(tmp_path):
    (tmp_path / "log.csv").write_text(f"Logger 3000\n{TEXT}")
    look = elman.look(tmp_path / "log.csv")
    table, found = look.tables[0], columns(look)
    assert (table.rows, table.problems) == (5, ())
    assert table.written == "utf-8, separated by semicolons, first row in line 3"
    assert table.notes == (
        "The first line of log.csv is no table; it was skipped.",
        "log.csv has decimal commas.",
    )
    assert (found["t"].kind, found["t"].step) == ("time", "hour")
    assert (found["t"].low, found["t"].high) == ("2024-01-01", "2024-01-01 10:00:00")
    assert found["t"].remarks == ("1 gap, the longest 7 hours: --split-gaps",)
    assert (found["u"].kind, found["u"].missing, found["u"].low, found["u"].high) == ("number", 1, -2.0, 4.25)
    assert (found["kind"].kind, found["kind"].span) == ("text", "2 different: a, b")
    assert found["empty"].kind == "empty"
    assert found["c"].use == "constant: of no use as an input"
    lines = str(look).splitlines()
    assert lines[0].startswith("log.csv: 5 rows, 5 columns (utf-8, separated by semicolons")
    assert len(lines) == 1 + 5 + 2


def test_what_must_be_decided_and_what_the_option_makes_of_it(tmp_path, capsys):
    (tmp_path / "log.csv").write_text("u;y\n1,234;5\n2,345;6\n")
    table = elman.look(tmp_path / "log.csv").tables[0]
    assert table.problems[0].startswith(
        "log.csv must say whether the comma is its decimal sign: '1,234' may be"
    )
    assert [column.kind for column in table.columns] == ["text", "number"]
    assert elman.look(tmp_path / "log.csv", decimal=",").tables[0].columns[0].high == 2.345
    assert run(["look", str(tmp_path / "log.csv"), "--thousands", ",", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["tables"][0]["columns"][0]["high"] == 2345


def test_frames_and_what_stands_out():
    stamps = pd.to_datetime(["2024-01-02", "2024-01-01", "2024-01-01"])
    values = np.where(np.arange(50) % 9 == 4, -999.0, np.arange(50) / 7)
    found = columns(elman.look(pd.DataFrame({"t": stamps, "u": [1.0, 2, 4]})))
    assert found["t"].remarks == (
        "1 step back: name the id column, or --sort",
        "1 times repeated: name the id column, or --duplicates mean",
    )
    look = elman.look(
        {"t": np.arange(50) * 0.25, "u": values, "year": values, "month": values, "day": values}
    )
    found = columns(look)
    assert found["t"].use == "evenly ascending by 0.25: may be the time (--time)"
    days = pd.date_range("2022-12-25", periods=14).strftime("%Y%j").astype(int)
    (remark,) = columns(elman.look({"t": days.to_numpy()}))["t"].remarks
    assert "2023007 may be the day 2023-01-07" in remark
    since = columns(elman.look({"t": (1_700_000_000 + 60 * np.arange(9)) * 1000}))["t"]
    assert since.use.endswith("by 60000: may be the time (--time, --time-format unix: it counts from 1970)")
    assert "give --missing-values -999" in found["u"].remarks[0]
    assert look.tables[0].notes == (
        "year, month, day of the table may be the time together: --time year,month,day.",
    )


def test_a_wide_table_is_cut():
    look = elman.look(np.zeros((3, 300)))
    assert len(look.tables[0].columns) == 200
    assert look.tables[0].notes == ("the table has 300 columns; the first 200 are shown.",)
