"""The README's way from a table to a predictor, with fewer steps."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from elman.cli import run

EXAMPLE = Path(__file__).parents[2] / "examples" / "two_tanks.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tanks")
    subprocess.run([sys.executable, EXAMPLE], cwd=folder, check=True, capture_output=True)
    return folder


def test_from_a_table_to_a_predictor(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    few = ["--steps", "400", "--no-trials", "--quiet"]
    fit = ["fit", "tanks.csv", "--input", "pump", "--target", "level", "--time", "seconds"]
    assert run([*fit, "--output", "tanks.safetensors", "--plot", "fit.png", *few]) == 0
    assert run(["evaluate", "tanks.safetensors", "tanks-test.csv", "--skip", "100", "--json"]) == 0
    scores = json.loads(capsys.readouterr().out)
    assert scores["overall"]["rmse"] < 0.5 * scores["baselines"]["linear"]["rmse"]
    assert set(scores) == {"overall", "targets", "sequences", "baselines", "warnings", "diagnostics"}
    assert run(["plot", "tanks.safetensors", "tanks-test.csv", "--output", "tanks.svg"]) == 0
    assert run(["predict", "tanks.safetensors", "tanks-test.csv", "--output", "predicted.csv"]) == 0
    assert len(Path("predicted.csv").read_text().splitlines()) == 1_001
    assert run(["info", "tanks.safetensors", "--json"]) == 0
    assert all(Path(name).stat().st_size > 1_000 for name in ("fit.png", "tanks.svg"))


def test_a_model_is_fitted_further(folder, monkeypatch, capsys):
    monkeypatch.chdir(folder)
    fit = ["fit", "tanks.csv", "--steps", "150", "--no-trials", "--json", "--hidden-size", "12"]
    columns = ["--input", "pump", "--target", "level"]
    assert run([*fit, *columns, "--output", "first.safetensors"]) == 0
    first = json.loads(capsys.readouterr().out)
    further = ["fit", "tanks.csv", "--steps", "150", "--no-trials", "--json", "--from", "first.safetensors"]
    assert run([*further, "--output", "second.safetensors"]) == 0
    second = json.loads(capsys.readouterr().out)
    assert second["options"]["hidden_size"] == 12
    assert second["validation"]["overall"]["rmse"] < first["validation"]["overall"]["rmse"]


def test_the_same_command_gives_the_same_file(folder, monkeypatch):
    monkeypatch.chdir(folder)
    fit = ["fit", "tanks.csv", "--input", "pump", "--target", "level", "--steps", "60", "--quiet"]
    assert run([*fit, "--output", "one.safetensors", "--threads", "1"]) == 0
    assert run([*fit, "--output", "two.safetensors", "--threads", "2"]) == 0
    assert Path("one.safetensors").read_bytes() == Path("two.safetensors").read_bytes()
