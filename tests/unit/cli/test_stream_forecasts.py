"""`elman stream` with a forecaster: one value in, the horizon and its bands out."""

import csv
import json
import subprocess
import sys

import numpy as np
import pytest

from elman.cli import run
from elman.forecasting import ForecastOptions, fit_forecaster
from elman.series import SeriesColumns
from tests.awkward_series import AWKWARD, FIRST, write_awkward

FORECASTER = ["stream", "f.safetensors", "--first", FIRST.isoformat()]
HEADER = [f"{kind}-{step}" for kind in ("step", "low-90", "high-90") for step in (1, 2, 3)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("forecasts")
    write_awkward(path / "long.csv", "plain", "gaps")
    options = ForecastOptions(
        horizon=3, steps=5, members=1, hidden_size=4, trials=False, threads=1, levels=(90.0,)
    )
    fitted = fit_forecaster(path / "long.csv", SeriesColumns(), options)
    fitted.forecaster.save(path / "f.safetensors")
    return path


@pytest.fixture(autouse=True)
def there(folder, monkeypatch):
    monkeypatch.chdir(folder)


def stream(arguments, text):
    command = [sys.executable, "-m", "elman", *arguments]
    return subprocess.run(command, input=text, capture_output=True, text=True, timeout=60, check=False)


def test_the_last_answer_is_what_elman_forecast_says(folder):
    rows = [["when", "y"], *([str(row), f"{value:.9g}"] for row, value in enumerate(AWKWARD["plain"]))]
    done = stream(FORECASTER, "".join(f"{','.join(row)}\n" for row in rows))
    assert (done.returncode, done.stderr) == (0, "note: columns of stdin that are not read: 'when'.\n")
    header, *answers = done.stdout.splitlines()
    assert header.split(",") == HEADER
    assert len(answers) == len(AWKWARD["plain"])
    write_awkward(folder / "one.csv", "plain")
    assert run(["forecast", "f.safetensors", "one.csv", "--output", "one-f.csv", "--quiet"]) == 0
    with (folder / "one-f.csv").open() as file:
        table = list(csv.DictReader(file))
    wanted = [float(row[name]) for name in ("forecast", "low-90", "high-90") for row in table]
    np.testing.assert_array_equal(np.float32(answers[-1].split(",")), np.float32(wanted))


def test_json_in_json_out_and_a_bad_line_changes_nothing():
    good, bad = '{"y": 4}\n{"y": null}\n', '"four"\n{"z": 1}\n1e99\n'
    with_bad = stream(FORECASTER, good + bad + "[5]\n")
    without = stream(FORECASTER, good + "[5]\n")
    first, missing, *nulls, last = with_bad.stdout.splitlines()
    assert list(json.loads(first)) == list(json.loads(missing)) == HEADER
    assert nulls == ["null"] * 3
    assert len(json.loads(last)) == 9
    assert without.stdout.splitlines() == [first, missing, last]
    for line, sentence in (
        (3, "must be a number or null"),
        (4, "must have the input 'y'"),
        (5, "finite, got 1e+99"),
    ):
        assert f"elman: line {line}: " in with_bad.stderr
        assert sentence in with_bad.stderr


def test_a_saved_state_goes_on():
    lines = [f"{value:.9g}\n" for value in AWKWARD["gaps"][:45]]
    uncut = stream([*FORECASTER, "--adaptive"], "y\n" + "".join(lines)).stdout.splitlines()
    state = ["--save-state", "s.state", "--adaptive"]
    stream([*FORECASTER, *state], "y\n" + "".join(lines[:40]))
    resumed = stream(["stream", "f.safetensors", *state, "--state", "s.state"], "y\n" + "".join(lines[40:]))
    assert resumed.stdout.splitlines()[1:] == uncut[41:]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([*FORECASTER[:2], "--first", "soon"], "first must be a date and time"),
        ([*FORECASTER, "--levels", "101"], "levels must be between 0 and 100"),
        ([*FORECASTER, "--id", "unit"], "--id must be given with a model, got a forecaster"),
        ([*FORECASTER, "--input", "a,b"], "--input must name 1 columns, for y"),
        (
            [*FORECASTER, "--state", "f.safetensors"],
            "must be the state of a forecaster's stream, and it",
        ),
        (
            ["export", "f.safetensors", "--output", "f.onnx"],
            "a forecaster cannot be exported yet, because the formats",
        ),
    ],
)
def test_what_cannot_be_done_is_said(arguments, sentence, capsys):
    assert run(arguments) == 2
    assert sentence in capsys.readouterr().err


def test_options_of_forecasters_are_refused_for_models(model, tmp_path, capsys):
    model.save(tmp_path / "m.safetensors")
    for option in (["--first", "3"], ["--levels", "90"], ["--adaptive"]):
        assert run(["stream", str(tmp_path / "m.safetensors"), *option]) == 2
        assert "must be given with a forecaster, got a model" in capsys.readouterr().err
