"""A name that nobody gives is made of what is read, and is never that of a file that is there."""

from pathlib import Path

import pytest

from elman.cli import run
from elman.cli.default_names import name_output
from elman.errors import ArgumentError


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "logs").mkdir()
    rows = "\n".join(f"{k % 7},{k % 5}" for k in range(90))
    (tmp_path / "logs/boiler.csv").write_text(f"u,y\n{rows}\n")
    return tmp_path


def test_a_file_gives_its_name(folder):
    assert name_output(None, [Path("logs/boiler.csv")], ".safetensors") == Path("boiler.safetensors")
    assert name_output(Path("own.png"), [Path("a"), Path("b")], ".png") == Path("own.png")


@pytest.mark.parametrize("sources", [["-"], ["logs"], ["logs/*.csv"], ["a.csv", "b.csv"], []])
def test_what_has_no_obvious_name_needs_one(folder, sources):
    with pytest.raises(ArgumentError, match="no single file names it"):
        name_output(None, [Path(source) for source in sources], ".png")


def test_commands_name_what_they_write_and_leave_what_is_there(folder, capsys):
    fit = [
        "fit",
        "logs/boiler.csv",
        "-i",
        "u",
        "-t",
        "y",
        "--steps",
        "2",
        "--no-trials",
        "--hidden-size",
        "2",
    ]
    assert run(fit) == 0
    model, data = "boiler.safetensors", "logs/boiler.csv"
    for command in ("predict", "plot", "report"):
        assert run([command, model, data]) == 0
    made = {"boiler.safetensors", "boiler-predicted.csv", "boiler.png", "boiler.html"}
    assert {path.name for path in folder.iterdir()} == made | {"logs"}
    before = (folder / model).read_bytes()
    capsys.readouterr()
    for command in (fit, ["predict", model, data], ["plot", model, data], ["report", model, data]):
        assert run(command) == 2
        assert "is there already. Add --output boiler" in capsys.readouterr().err
    assert (folder / model).read_bytes() == before


def test_a_forecast_is_named_by_its_forecaster(folder):
    quick = ["--steps", "2", "--no-trials", "--hidden-size", "2", "--members", "1"]
    assert run(["fit", "logs/boiler.csv", "-t", "y", "--horizon", "3", *quick]) == 0
    assert run(["forecast", "boiler.safetensors"]) == 0
    assert (folder / "boiler-forecast.csv").exists()
