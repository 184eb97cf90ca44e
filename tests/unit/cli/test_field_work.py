"""What tools of the field do: hold-outs, refits every few origins, several forecasters, own names."""

import csv
import json

import numpy as np
import pytest

import elman
from elman.cli import run
from elman.errors import ArgumentError
from elman.forecasting import Forecaster, refit_like

FIRST = np.datetime64("2024-01-01")
FIT = {"horizon": 4, "steps": 8, "members": 1, "hidden_size": 4, "trials": False, "threads": 1}


def lines(path):
    with path.open() as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("field")
    random = np.random.default_rng(0)
    with (path / "t.csv").open("w") as file:
        print("region,shop,day,sold", file=file)
        for region, shop, rows in (("north", "a", 120), ("south", "a", 110), ("south", "b", 100)):
            for row in range(rows):
                value = 50 + 10 * np.sin(2 * np.pi * row / 7) + random.normal()
                print(f"{region},{shop},{FIRST + row},{value:.3f}", file=file)
    columns = {"id": ["region", "shop"], "time": "day", "targets": "sold"}
    for name, seed in (("one", 0), ("two", 1)):
        elman.fit(path / "t.csv", **columns, **FIT, seed=seed).save(path / f"{name}.safetensors")
    elman.fit(path / "t.csv", **columns, **(FIT | {"horizon": 5})).save(path / "five.safetensors")
    return path


@pytest.fixture(autouse=True)
def there(folder, monkeypatch):
    monkeypatch.chdir(folder)


def test_ids_time_and_value_are_called_as_in_the_data(folder):
    told = ["forecast", "one.safetensors", "t.csv", "-o", "o.csv", "--quiet"]
    assert run([*told, "--own-names"]) == 0
    own = lines(folder / "o.csv")
    assert list(own[0])[:4] == ["region", "shop", "day", "cutoff"]
    assert [(row["region"], row["shop"]) for row in own[::4]] == [
        ("north", "a"),
        ("south", "a"),
        ("south", "b"),
    ]
    assert own[0]["day"] == str(FIRST + 120)
    assert run(told) == 0
    plain = lines(folder / "o.csv")
    assert [row["unique_id"] for row in plain[::4]] == ["north/a", "south/a", "south/b"]
    assert [row["forecast"] for row in plain] == [row["forecast"] for row in own]


def test_several_forecasters_stand_in_one_table(folder, capsys):
    told = [
        "one.safetensors",
        "two.safetensors",
        "t.csv",
        "--origins",
        "3",
        "--output",
        "f.csv",
        "--own-names",
    ]
    assert run(["backtest", *told]) == 0
    said = capsys.readouterr().out
    assert "one: " in said
    assert "two: " in said
    found = lines(folder / "f.csv")
    assert list(found[0])[:8] == [
        "region",
        "shop",
        "day",
        "cutoff",
        "sold",
        "one",
        "one-low-80",
        "one-high-80",
    ]
    for name in ("one", "two"):
        alone = Forecaster.load(f"{name}.safetensors").backtest("t.csv", count=3).cross_validation()
        np.testing.assert_allclose([float(row[name]) for row in found], alone["forecast"], rtol=1e-12)
        np.testing.assert_allclose(
            [float(row[f"{name}-low-90"]) for row in found], alone["low-90"], rtol=1e-12
        )
    np.testing.assert_allclose([float(row["naive"]) for row in found], alone["naive"], rtol=1e-12)
    assert run(["backtest", "one.safetensors", "five.safetensors", "t.csv"]) == 2
    assert "must be tested at the same origins" in capsys.readouterr().err


def test_refit_every_second_origin():
    forecaster = Forecaster.load("one.safetensors")
    ends = []

    def refit(known):
        ends.append(known.lengths.tolist())
        return refit_like(forecaster)(known)

    found = forecaster.backtest("t.csv", count=5, refit=refit, refit_every=2)
    # Cut-offs are one time for all: 20, 16, ... rows before the latest end.
    assert ends == [[100, 100, 100], [108, 108, 100], [116, 110, 100]]
    # Between two fits the older one forecasts from the newer rows; of the second series these are its last.
    series = forecaster.read_series("t.csv")
    older = refit_like(forecaster)(series.cut([99, 99, 99]))
    wanted = older.forecast(series.cut([103, 103, 99])).point
    made = found.forecasts.outcomes["forecaster"].point_MK
    np.testing.assert_allclose(made[[1, 6]], wanted[:2], rtol=1e-6)
    assert run(["backtest", "one.safetensors", "t.csv", "--refit-every", "2"]) == 2
    with pytest.raises(ArgumentError, match="refit_every must be"):
        forecaster.backtest("t.csv", refit=refit, refit_every=0)


def test_a_holdout_is_not_learned_from_and_tested_on(folder, capsys):
    told = ["fit", "t.csv", "--id", "region", "--id", "shop", "--time", "day", "-t", "sold", "--horizon", "4"]
    told += [
        "--steps",
        "8",
        "--members",
        "1",
        "--hidden-size",
        "4",
        "--no-trials",
        "-o",
        "h.safetensors",
        "--json",
    ]
    assert run([*told, "--holdout", "12"]) == 0
    held = json.loads(capsys.readouterr().out)["held_out"]
    assert held["num_origins"] == 9
    held_out = Forecaster.load("h.safetensors")
    assert held_out.remembered.lengths.tolist() == [108, 98, 88]
    again = held_out.backtest("t.csv", count=3)
    assert held["forecaster"]["mae"] == pytest.approx(again.forecaster.overall["mae"], rel=1e-12)
    assert held_out.backtest("t.csv", holdout="12").num_origins == 9
    # From a date on: 20 rows of the longest series, 10 and 0 of the others.
    assert run([*told, "--holdout", str(FIRST + 100)]) == 0
    dated = Forecaster.load("h.safetensors")
    assert dated.remembered.lengths.tolist() == [100, 100, 100]
    assert dated.backtest("t.csv", holdout=str(FIRST + 100)).num_origins == 5 + 2


@pytest.mark.parametrize(
    ("holdout", "sentence"),
    [("0", "holdout must be at least 1 row"), ("2", "holdout must have a whole horizon (4 rows)"),
     ("soon", "holdout must be a date and time"), ("500", "holdout must leave rows"),
     ("2030-01-01", "holdout must have a whole horizon")],
)  # fmt: skip
def test_a_holdout_that_cannot_be_is_refused_before_the_fit(folder, holdout, sentence, capsys):
    told = ["fit", "t.csv", "--id", "region", "--time", "day", "-t", "sold", "--horizon", "4", "--id", "shop"]
    assert run([*told, "-o", "x.safetensors", "--holdout", holdout]) == 2
    assert sentence in capsys.readouterr().err
    assert not (folder / "x.safetensors").exists()
