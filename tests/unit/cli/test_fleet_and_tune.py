"""`elman fleet` and `elman tune`: what they print, where they write, and how they refuse."""

import json
import re

import pytest
from typer.testing import CliRunner

import elman
from elman.cli import run
from elman.cli.app import app
from tests.fleet.fleets import digests, table, write_csv

FIT = ["fleet", "fit", "pumps.csv", "--id", "unit", "--input", "x", "--target", "y", "--output", "fleet"]
TUNE = ["tune", "pumps.csv", "--id", "unit", "--input", "x", "--target", "y", "--output", "search"]
QUICK = ["--steps", "9", "--window", "10", "--burn-in", "5", "--workers", "1"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_csv(tmp_path / "pumps.csv", table(3, 60))
    return tmp_path


def test_a_fleet_from_a_table_to_a_models_file(folder, capsys):
    assert run([*FIT, *QUICK, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["units"], told["shards"], told["done"], told["failed"]) == (3, 1, 1, 0)
    assert run(["fleet", "info", "fleet", "--json"]) == 0
    info = json.loads(capsys.readouterr().out)
    assert sum(info["choices"].values()) == info["fitted"] == 3
    assert run(["fleet", "info", "fleet", "u1", "--save", "u1.safetensors"]) == 0
    assert re.match(r"unit u1: the (local|global|tuned) model\n", capsys.readouterr().out)
    assert elman.load("u1.safetensors").targets == ("y",)
    assert run(["fleet", "predict", "fleet", "pumps.csv", "--id", "unit", "--output", "p.csv"]) == 0
    assert capsys.readouterr().out == "180 rows of 3 units: p.csv\n"
    lines = (folder / "p.csv").read_text().splitlines()
    assert lines[0] == "sequence,row,unit,y"
    assert lines[61].startswith("u1,60,u1,")
    assert (
        run(["fleet", "evaluate", "fleet", "pumps.csv", "--id", "unit", "--output", "e.csv", "--json"]) == 0
    )
    assert json.loads(capsys.readouterr().out)["units"] == 3
    assert (folder / "e.csv").read_text().startswith("unit,choice,scored,nrmse,baseline,baseline_nrmse\n")


def test_units_without_a_model_make_exit_code_3(folder, capsys):
    data = table(3, 60)
    write_csv(
        folder / "pumps.csv",
        {name: [*values, *values[:1]] for name, values in data.items()} | {"unit": [*data["unit"], "short"]},
    )
    assert run([*FIT, *QUICK, "--candidates", "local"]) == 3
    assert "1 units have no model" in capsys.readouterr().out
    assert run(["fleet", "info", "fleet", "short"]) == 2
    assert "unit must have a model, got 'short'" in capsys.readouterr().err


def test_a_search_prints_the_command_that_repeats_it(folder, capsys):
    assert run([*TUNE, *QUICK, "--rounds", "1", "--search", "hidden-size,learning_rate", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["trials"] == 9
    assert set(told["importance"]) == {"hidden_size", "learning_rate"}
    assert told["model"] == "search/best.safetensors"
    assert (folder / "search" / "trials.csv").read_text().count("\n") == 10
    assert run([*told["command"].split()[1:], "--quiet"]) == 0
    record = elman.load("model.safetensors").record.options
    for name in ("hidden_size", "learning_rate", "window"):
        if name in told["options"]:
            assert record[name] == told["options"][name]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([*FIT, "--on", "spark"], "on must be processes, dask, ray"),
        ([*FIT[:-1], "fleet.safetensors"], "output must be a directory"),
        ([*FIT[:-1], "pumps.csv"], "output must be a directory"),
        ([*FIT, "--candidates", "best"], "candidates must be some of global, local, tuned"),
        ([*FIT, "--budget", "3s"], "No such option: --budget"),
        (["fleet", "info", "."], "fleet must be a directory that `elman fleet fit` wrote"),
        (["fleet", "predict", "fleet", "pumps.csv", "--output", "p.csv"], "fleet must be a directory"),
        ([*TUNE, "--search", "cel"], "unknown option to search 'cel'"),
        ([*TUNE, "--budget", "soon"], "budget must be a time above 0"),
        ([*TUNE[:-1], "search.safetensors"], "output must be a directory"),
    ],
)
def test_wrong_input_ends_with_2_and_leaves_nothing(folder, capsys, arguments, sentence):
    before = digests(folder)
    assert run(arguments) == 2
    error = capsys.readouterr().err
    assert sentence in error
    assert error.count("\n") == 1
    assert digests(folder) == before
    assert not (folder / "fleet").exists()
    assert not (folder / "search").exists()


@pytest.mark.parametrize("command", [["fleet", "fit"], ["tune"]])
def test_the_help_says_the_commands_own_defaults(command):
    page = " ".join(CliRunner().invoke(app, [*command, "--help"]).output.split())
    assert "Most threads to use. [default: 1]" in page
    assert "--horizon" not in page
