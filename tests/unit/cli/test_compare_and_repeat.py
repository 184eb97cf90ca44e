"""`elman compare`, `elman fit --repeat` and `elman help`."""

import json

import numpy as np
import pytest

import elman
from elman.cli import run


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    u = np.random.default_rng(0).normal(size=400)
    y = np.convolve(u**2, [0.5, 0.3])[:400]
    lines = ["u,y", *(f"{a},{b}" for a, b in zip(u, y, strict=True))]
    (tmp_path / "t.csv").write_text("\n".join(lines))
    return tmp_path


FIT = ["fit", "t.csv", "-i", "u", "-t", "y", "--no-trials", "--steps", "20", "--hidden-size", "4"]


def test_the_spread_is_that_of_the_fits_one_by_one(folder, capsys):
    assert run([*FIT, "-o", "m.safetensors", "--repeat", "3", "--seed", "5", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["skills"]
    fit = {"inputs": "u", "targets": "y", "trials": False, "steps": 20, "hidden_size": 4}
    for seed in (5, 6, 7):
        assert found[str(seed)] == _validation_skill(elman.fit("t.csv", seed=seed, **fit))
    assert run([*FIT, "-o", "m.safetensors", "--repeat", "2"]) == 0
    assert "skill over 2 seeds: mean" in capsys.readouterr().out


def _validation_skill(model):
    stored = model.record.validation
    return 1 - stored["overall"]["rmse"] / min(score["rmse"] for score in stored["baselines"].values())


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (["--repeat", "0"], "repeat must be at least 1, got 0"),
        (["--repeat", "2", "--checkpoint", "c"], "repeat must not come with a checkpoint"),
    ],
)
def test_what_cannot_be_repeated_is_refused(folder, capsys, more, sentence):
    assert run([*FIT, "-o", "m.safetensors", *more]) == 2
    assert sentence in capsys.readouterr().err
    assert not (folder / "m.safetensors").exists()


def test_models_are_compared(folder, capsys):
    for name, cell in (("a", "gru"), ("b", "lstm")):
        assert run([*FIT, "-o", f"{name}.safetensors", "--cell", cell, "--quiet"]) == 0
    capsys.readouterr()
    line = ["compare", "a.safetensors", "b.safetensors", "t.csv", "--plot", "c.png"]
    assert run(line) == 0
    printed = capsys.readouterr().out
    assert "is best: RMSE" in printed
    assert all(len(row) <= 80 for row in printed.splitlines())
    assert (folder / "c.png").stat().st_size > 5_000
    assert run([*line, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    known = elman.compare(["a.safetensors", "b.safetensors"], "t.csv")
    assert found == json.loads(json.dumps(known.to_json()))


def test_nothing_to_compare_is_refused(folder, capsys):
    assert run(["compare", "t.csv"]) == 2
    assert "at least one model" in capsys.readouterr().err


@pytest.mark.parametrize("topic", ["skill", "OWA", "burn-in", "coverage", "fit percent"])
def test_words_are_explained(topic, capsys):
    assert run(["help", *topic.split()]) == 0
    printed = capsys.readouterr().out
    assert topic.casefold() in printed.casefold()
    assert all(len(row) <= 80 for row in printed.splitlines())


def test_an_unknown_word_is_answered_by_the_nearest(capsys):
    assert run(["help", "skil"]) == 2
    assert "Did you mean 'skill'?" in capsys.readouterr().err


def test_an_option_of_another_command_is_told(capsys):
    assert run(["evaluate", "m", "t.csv", "--plot", "a.png"]) == 2
    assert "These have it: elman" in capsys.readouterr().err
