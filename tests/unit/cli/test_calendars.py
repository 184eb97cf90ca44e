"""Calendars, tables of the future and streams with times, as typed."""

import csv
import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from elman.cli import run

FIT = [
    "--horizon",
    "4",
    "--steps",
    "4",
    "--members",
    "1",
    "--no-trials",
    "--hidden-size",
    "4",
    "--threads",
    "1",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("calendars")
    made = np.random.default_rng(0)
    index = pd.date_range("2024-01-02", periods=24 * 45, freq="h")
    index = index[(index.day_of_week < 5) & (index.hour >= 9) & (index.hour < 17)]
    rows = np.arange(len(index))
    office = pd.DataFrame({"ds": index, "y": 9 + 4 * np.sin(rows * np.pi / 4) + made.normal(size=len(rows))})
    office.to_csv(path / "office.csv", index=False)
    days = pd.date_range("2024-01-01", periods=150)
    shops = pd.concat(
        pd.DataFrame(
            {"unique_id": name, "ds": days, "y": made.normal(size=150) + 9, "offer": made.integers(0, 2, 150)}
        )
        for name in ("north", "south")
    )
    history = shops[shops.ds < "2024-05-20"]
    history.to_csv(path / "shops.csv", index=False)
    shops[(shops.ds >= "2024-05-20") & (shops.unique_id == "north")].drop(columns="y").to_csv(
        path / "ahead.csv", index=False
    )
    assert (
        run(["fit", str(path / "office.csv"), "-o", str(path / "office.safetensors"), "--quiet", *FIT]) == 0
    )
    fit = [
        "fit",
        str(path / "shops.csv"),
        "--future",
        "offer",
        "-o",
        str(path / "shops.safetensors"),
        "--quiet",
    ]
    assert run([*fit, *FIT]) == 0
    return path


@pytest.fixture(autouse=True)
def there(folder, monkeypatch):
    monkeypatch.chdir(folder)


def table_of(path):
    with path.open() as file:
        return list(csv.DictReader(file))


def streamed(arguments, text):
    command = [sys.executable, "-m", "elman", "stream", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=120, check=False)


def test_no_closed_hour_is_forecast(folder):
    assert run(["forecast", "office.safetensors", "-o", "ahead-office.csv", "--quiet"]) == 0
    after = pd.offsets.BusinessHour(start="09:00", end="17:00")
    last = pd.Timestamp(pd.read_csv(folder / "office.csv").ds.iloc[-1])
    got = pd.DatetimeIndex([row["ds"] for row in table_of(folder / "ahead-office.csv")])
    assert got.tolist() == [last + step * after for step in range(1, 5)]
    assert run(["backtest", "office.safetensors", "office.csv", "--origins", "9", "--output", "cv.csv"]) == 0
    hours = pd.DatetimeIndex([row["ds"] for row in table_of(folder / "cv.csv")])
    assert ((hours.hour >= 9) & (hours.hour < 17) & (hours.day_of_week < 5)).all()


def test_the_calendar_is_said_and_can_be_typed(folder, capsys):
    fit = ["fit", "office.csv", "-o", "typed.safetensors", *FIT]
    assert run(fit) == 0
    assert "Rows are those of Mon-Fri 09:00-17:00 alone" in capsys.readouterr().err
    assert run([*fit, "--weekmask", "Mon-Sat", "--hours", "08:00-18:00"]) == 0
    assert "Rows are those of" not in capsys.readouterr().err
    assert run(["info", "typed.safetensors"]) == 0
    assert "Mon-Sat 08:00-18:00" in capsys.readouterr().out
    assert run([*fit, "--hours", "10:00-12:00"]) == 2
    assert "Leave them out, or fit with the hours and the weekmask that hold them" in capsys.readouterr().err
    assert run(["backtest", "office.csv", "--horizon", "4", "--freq", "h", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["baselines"]
    assert run(["backtest", "office.safetensors", "office.csv", "--freq", "h"]) == 2
    assert "freq must not be given with a forecaster, which knows it" in capsys.readouterr().err


def test_lines_with_times_are_as_in_a_table(folder):
    lines = (folder / "office.csv").read_text().splitlines()
    kept = [line for place, line in enumerate(lines) if place not in (30, 31, 90)]
    (folder / "kept.csv").write_text("\n".join(kept) + "\n")
    assert run(["forecast", "office.safetensors", "kept.csv", "-o", "kept-f.csv", "--quiet"]) == 0
    wanted = [float(row["forecast"]) for row in table_of(folder / "kept-f.csv")]
    done = streamed(["office.safetensors"], (folder / "kept.csv").read_text())
    assert done.returncode == 0, done.stderr
    answers = done.stdout.splitlines()
    assert len(answers) == len(kept)
    np.testing.assert_allclose([float(cell) for cell in answers[-1].split(",")[:4]], wanted, rtol=1e-6)
    rows = "".join(
        json.dumps(dict(zip(("ds", "y"), (line.split(",")[0], float(line.split(",")[1])), strict=True)))
        + "\n"
        for line in kept[1:]
    )
    as_json = streamed(["office.safetensors"], rows).stdout.splitlines()
    np.testing.assert_allclose(
        [json.loads(as_json[-1])[f"step-{step}"] for step in (1, 2, 3, 4)], wanted, rtol=1e-6
    )


def test_a_line_at_a_wrong_time_is_told_and_changes_nothing(folder):
    lines = (folder / "office.csv").read_text().splitlines()[:12]
    wrong = [*lines[:9], "2024-01-03 18:00:00,5", "2024-01-02 09:00:00,5", "soon,5", *lines[9:]]
    done, plain = (streamed(["office.safetensors"], "\n".join(text) + "\n") for text in (wrong, lines))
    answers = done.stdout.splitlines()
    assert [answers[place] for place in (9, 10, 11)] == [",".join([""] * 20)] * 3
    assert answers[:9] + answers[12:] == plain.stdout.splitlines()
    assert "(Mon-Fri 09:00-17:00), got Wed 2024-01-03T18:00:00" in done.stderr
    assert "times must ascend from row to row" in done.stderr
    assert "line 12:" in done.stderr
    strict = streamed(["office.safetensors", "--strict"], "\n".join(wrong) + "\n")
    assert strict.returncode == 2


@pytest.mark.parametrize("first", ["2024-01-06 09:00", "2024-01-03 08:00"])
def test_a_first_stamp_that_is_no_row_is_one_sentence(first):
    done = streamed(["office.safetensors", "--first", first], "y\n1\n")
    assert done.returncode == 2
    assert done.stderr.startswith("elman: first must be the stamp of a row")
    assert len(done.stderr.splitlines()) == 1


def test_rows_without_times_need_the_first_one():
    done = streamed(["shops.safetensors", "--future-table", "ahead.csv"], "y\n1\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "first must be the time of the series' first row" in done.stderr


def test_a_table_of_the_future_goes_with_the_history(folder, capsys):
    forecast = ["forecast", "shops.safetensors", "shops.csv", "-o", "f.csv"]
    assert run(forecast) == 2
    assert run([*forecast, "--future-table", "ahead.csv"]) == 0
    assert "1 of 2 series were left out" in capsys.readouterr().err
    one = table_of(folder / "f.csv")
    assert {row["unique_id"] for row in one} == {"north"}
    history, ahead = pd.read_csv("shops.csv"), pd.read_csv("ahead.csv")
    pd.concat([history[history.unique_id == "north"], ahead]).to_csv("both.csv", index=False)
    assert run(["forecast", "shops.safetensors", "both.csv", "-o", "g.csv", "--quiet"]) == 0
    assert table_of(folder / "g.csv") == one
    north = pd.read_csv("both.csv")
    north[["ds", "offer"]].to_csv("known.csv", index=False)
    lines = north.dropna()[["ds", "y"]].to_csv(index=False)
    done = streamed(["shops.safetensors", "--future-table", "known.csv"], lines)
    got = [float(cell) for cell in done.stdout.splitlines()[-1].split(",")[:4]]
    np.testing.assert_allclose(got, [float(row["forecast"]) for row in one], rtol=1e-6)


def test_errors_are_scaled_by_the_rows_that_are_typed(capsys):
    def scaled(*more):
        assert run(["backtest", "office.csv", "--horizon", "4", "--origins", "3", "--json", *more]) == 0
        return json.loads(capsys.readouterr().out)["baselines"]["naive"]

    y_N = pd.read_csv("office.csv").y.to_numpy()
    found = scaled("--scale-rows", "0:100")
    ratio = found["mse_scaled"] / scaled()["mse_scaled"]
    assert ratio == pytest.approx((y_N[: len(y_N) - 12].std() / y_N[:100].std()) ** 2, rel=1e-6)
    assert run(["backtest", "office.csv", "--horizon", "4", "--scale-rows", "9:3"]) == 2
    assert "scale_rows must start at 0 or later" in capsys.readouterr().err


def test_all_columns_but_some_are_targets(folder, capsys):
    made = np.random.default_rng(0)
    wide = pd.DataFrame(
        {"ds": pd.date_range("2024-01-01", periods=60)} | {name: made.normal(size=60) for name in "abcd"}
    )
    wide.to_csv(folder / "wide.csv", index=False)
    assert run(["fit", "wide.csv", "--target", "*,-c", "--past", "d", "-o", "wide.safetensors", *FIT]) == 0
    capsys.readouterr()
    wide.drop(columns="c").to_csv(folder / "less.csv", index=False)
    assert run(["forecast", "wide.safetensors", "less.csv", "-o", "wide-f.csv"]) == 0
    assert {row["unique_id"] for row in table_of(folder / "wide-f.csv")} == {"a", "b"}
    assert run(["fit", "wide.csv", "--target", "*,-e", "-o", "w.safetensors", *FIT]) == 2
    assert "targets must leave out columns of the table beside '*', got 'e'" in capsys.readouterr().err


def test_a_series_that_ended_long_ago_is_said(folder, capsys):
    days = pd.date_range("2024-01-01", periods=90)
    ended = pd.concat(
        pd.DataFrame({"unique_id": name, "ds": days[:rows], "y": np.arange(rows) % 7.0})
        for name, rows in (("going on", 90), ("closed", 40))
    )
    ended.to_csv(folder / "ended.csv", index=False)
    assert run(["fit", "ended.csv", "-o", "ended.safetensors", *FIT]) == 0
    note = "1 of 2 series end more than 4 rows before the latest one, 'closed' at 2024-02-09"
    assert note in capsys.readouterr().err
    assert run(["forecast", "ended.safetensors", "-o", "ended-f.csv"]) == 0
    assert note in capsys.readouterr().err
