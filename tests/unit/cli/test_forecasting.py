"""`elman forecast` and `elman backtest`, with a forecaster and without, on series that are hard."""

import csv
import json

import numpy as np
import polars as pl
import pytest

from elman.cli import run
from elman.forecasting import ForecastOptions, fit_forecaster
from elman.series import SeriesColumns
from tests.awkward_series import AWKWARD, write_awkward

HORIZON = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A long table of awkward series, and a forecaster that has hardly seen them."""
    path = tmp_path_factory.mktemp("forecasting")
    write_awkward(path / "long.csv")
    options = ForecastOptions(
        horizon=HORIZON, steps=8, members=1, hidden_size=4, trials=False, threads=1, levels=(90.0,)
    )
    fitted = fit_forecaster(path / "long.csv", SeriesColumns(), options)
    fitted.forecaster.save(path / "f.safetensors")
    return path


@pytest.fixture(autouse=True)
def there(folder, monkeypatch):
    monkeypatch.chdir(folder)


def rows(path):
    with path.open() as file:
        return list(csv.DictReader(file))


def test_every_awkward_series_is_forecast_with_its_stamps_going_on(folder, capsys):
    assert run(["forecast", "f.safetensors", "--output", "f.csv"]) == 0
    assert run(["forecast", "f.safetensors", "long.csv", "--output", "again.csv"]) == 0
    assert f"{len(AWKWARD)} series, {HORIZON} rows ahead: again.csv" in capsys.readouterr().out
    found = rows(folder / "f.csv")
    assert found == rows(folder / "again.csv")
    assert list(found[0]) == ["unique_id", "ds", "cutoff", "step", "forecast", "low-90", "high-90"]
    assert [row["unique_id"] for row in found[::HORIZON]] == list(AWKWARD)
    first = dict(zip(("unique_id", "ds", "cutoff", "step"), list(found[0].values())[:4], strict=True))
    assert first == {
        "unique_id": "plain", "ds": "2024-04-13 16:00:00", "cutoff": "2024-04-13 15:00:00", "step": "1",
    }  # fmt: skip
    for row in found:
        low, point, high = (float(row[name]) for name in ("low-90", "forecast", "high-90"))
        assert low <= point <= high
        assert np.isfinite([low, point, high]).all()
    constant = [float(row["forecast"]) for row in found if row["unique_id"] == "constant"]
    np.testing.assert_allclose(constant, 5.5, rtol=1e-3)


def test_horizon_and_levels_can_be_less(folder):
    arguments = ["--output", "f.parquet", "--horizon", "2", "--levels", "50,80", "--quiet"]
    assert run(["forecast", "f.safetensors", *arguments]) == 0
    found = pl.read_parquet(folder / "f.parquet")
    assert found.height == 2 * len(AWKWARD)
    assert {"low-50", "high-80"} < set(found.columns)
    assert found["ds"].dtype == pl.Datetime


def test_a_backtest_stands_beside_the_baselines(capsys):
    assert run(["backtest", "f.safetensors", "long.csv", "--origins", "3", "--stride", "5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "the best baseline" in lines[0]
    assert lines[1].endswith("horizon 4, season 24.")
    assert any("of rows that the forecaster was validated on" in line for line in lines)
    assert any(line.startswith("seasonal_linear") for line in lines)
    assert run(["backtest", "f.safetensors", "--json", "--levels", "50", "--decide", "smape"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["decided_by"] == "smape"
    assert found["forecaster"]["coverage-50"] is not None
    assert len(found["forecaster"]["steps"]) == HORIZON


def test_the_baselines_can_be_tested_alone(capsys):
    alone = ["backtest", "long.csv", "--horizon", "4", "--origins", "2"]
    assert run(alone) == 0
    text = capsys.readouterr().out
    assert text.startswith("The best baseline is ")
    assert "season 24" in text
    assert run([*alone, "--baselines", "naive,naive2", "--season", "1", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert list(found["baselines"]) == ["naive", "naive2"]
    assert found["forecaster"] is None
    assert found["season"] == 1


def test_pictures_of_forecasts_and_backtests(folder, capsys):
    assert run(["forecast", "f.safetensors", "--output", "f.csv", "--plot", "a.png"]) == 0
    assert "picture: a.png" in capsys.readouterr().out
    assert run(["backtest", "f.safetensors", "--origins", "2", "--plot", "b.svg"]) == 0
    assert "of rows that the forecaster was validated on" in (folder / "b.svg").read_text()
    assert run(["backtest", "long.csv", "--horizon", "2", "--json", "--plot", "c.png"]) == 0
    assert run(["plot", "f.safetensors", "--output", "d.svg"]) == 0
    assert run(["plot", "f.safetensors", "long.csv", "--output", "e.svg"]) == 0
    assert "truth" not in (folder / "d.svg").read_text()
    assert "truth" in (folder / "e.svg").read_text()
    assert all((folder / f"{name}").stat().st_size > 5_000 for name in ("a.png", "c.png"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["backtest", "long.csv"], "horizon must be given where there is no forecaster"),
        (["backtest", "f.safetensors", "long.csv", "--horizon", "3"], "horizon must not be given with a"),
        (
            ["backtest", "long.csv", "--horizon", "3", "--levels", "80"],
            "levels and adaptive must not be given",
        ),
        (["backtest", "long.csv", "--horizon", "3", "--baselines", "naife"], "unknown baseline 'naife'"),
        (["backtest", "long.csv", "--horizon", "3", "--decide", "mse"], "unknown metric 'mse'"),
        (["backtest", "long.csv", "--horizon", "500"], "horizon must leave a row before it"),
        (["backtest", "none.csv", "--horizon", "3"], "none.csv must be a file, and there is none"),
        (["forecast", "f.safetensors", "--output", "f.txt"], "output must end in .csv or .parquet"),
        (["forecast", "f.safetensors", "--output", "f.csv", "--levels", "9o"], "levels must be numbers with"),
        (["forecast", "f.safetensors", "--output", "f.csv", "--horizon", "0"], "horizon must be from 1 to 4"),
        (["forecast", "long.csv", "--output", "f.csv"], "long.csv"),
        (["forecast", "f.safetensors", "--output", "f.csv", "--plot", "f.gif"], "plot must end in .pdf"),
        (["backtest", "long.csv", "--horizon", "3", "--plot", "no/f.png"], "must be in a folder that exists"),
        (["plot", "f.safetensors", "--output", "p.png", "--target", "y"], "target must not be given with a"),
    ],
)
def test_what_cannot_be_done_is_said(arguments, sentence, capsys):
    assert run(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_the_two_kinds_of_model_are_told_apart(model, tmp_path, capsys):
    model.save(tmp_path / "m.safetensors")
    assert run(["forecast", str(tmp_path / "m.safetensors"), "--output", "f.csv"]) == 2
    sentence = "must be a forecaster (for elman forecast and elman backtest), and it is a model of inputs"
    assert sentence in capsys.readouterr().err
    assert run(["predict", "f.safetensors", "long.csv", "--output", "f.csv"]) == 2
    assert "and it is a forecaster (for elman forecast" in capsys.readouterr().err
    assert run(["plot", str(tmp_path / "m.safetensors"), "--output", "p.png"]) == 2
    assert "DATA must be given with a model" in capsys.readouterr().err
