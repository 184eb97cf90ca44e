"""`elman fit --horizon`, and what info and backtest say of what it wrote."""

import json

import numpy as np
import pytest

import elman
from elman.cli import run
from elman.training.checkpoint import CheckpointFile

FIT = ["fit", "wave.csv", "--horizon", "6", "--output", "f.safetensors", "--season", "12,24", "--no-calendar"]
QUICK = ["--steps", "20", "--members", "2", "--hidden-size", "4", "--no-trials", "--threads", "1"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A monthly wave."""
    monkeypatch.chdir(tmp_path)
    y_N = 20 + 5 * np.sin(np.arange(200) * 2 * np.pi / 12) + np.random.default_rng(0).normal(size=200)
    months = np.datetime64("2000-01") + np.arange(200)
    rows = [f"{month},{value:.4f}" for month, value in zip(months, y_N, strict=True)]
    (tmp_path / "wave.csv").write_text("\n".join(["ds,y", *rows]) + "\n")
    return tmp_path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_the_score_comes_first_and_the_forecaster_is_left(folder, capsys):
    assert run([*FIT, *QUICK]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == "on the validation part, the last of each series:"
    assert "the best baseline, " in lines[1]
    assert lines[2] == "3 forecasts of 1 series, horizon 6, season 12."
    assert "validated on" not in out
    chosen = lines.index("chosen:")
    assert [line.split("  ")[1:][0] for line in lines[chosen + 1 : chosen + 3]] == [
        "2 networks",
        "gru with 4 units",
    ]
    assert lines[chosen + 1].endswith("  as asked")
    assert lines[-2].startswith("40 steps of 2 networks in ")
    assert lines[-1] == "forecaster: f.safetensors"
    assert err == ""
    assert names(folder) == ["f.safetensors", "wave.csv"]
    record = elman.load("f.safetensors").record
    assert record.options["season"] == [12, 24]
    assert not record.options["calendar"]


def test_json_is_all_there_is_and_quiet_is_nothing(folder, capsys):
    assert run([*FIT, *QUICK, "--json", "--levels", "50", "--plot", "fit.png"]) == 0
    out, err = capsys.readouterr()
    found = json.loads(out)
    assert (found["horizon"], found["season"], found["interrupted"], err) == (6, 12, False, "")
    assert found["validation"]["forecaster"]["coverage-50"] is not None
    assert (folder / "fit.png").read_bytes().startswith(b"\x89PNG")
    assert run([*FIT, *QUICK, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_where_nothing_can_be_validated_it_says_so(folder, capsys):
    assert run([*FIT, *QUICK, "--rows", "0:12"]) == 0
    assert "No series has 6 rows to validate on" in capsys.readouterr().out
    assert run(["info", "f.safetensors"]) == 0
    assert "no series had a whole horizon" in capsys.readouterr().out


def test_ctrl_c_saves_the_best_so_far_and_the_same_command_goes_on(folder, monkeypatch, capsys):
    assert run([*FIT, *QUICK]) == 0
    whole = (folder / "f.safetensors").read_bytes()
    plain = CheckpointFile.save_if_due

    def save(self, memory, network):
        self.save(memory, network)
        if (memory.plan.seed, memory.history.num_windows) == (1, 10):
            raise KeyboardInterrupt

    monkeypatch.setattr(CheckpointFile, "save_if_due", save)
    resumable = [*FIT, *QUICK, "--checkpoint", "run"]
    capsys.readouterr()
    assert run(resumable) == 130
    assert ", interrupted: the forecaster is the best so far" in capsys.readouterr().out
    assert names(folder) == ["f.safetensors", "run.1", "run.2", "wave.csv"]
    assert elman.load("f.safetensors").record.options["interrupted"]
    monkeypatch.setattr(CheckpointFile, "save_if_due", plain)
    assert run(resumable) == 0
    assert names(folder) == ["f.safetensors", "wave.csv"]
    assert (folder / "f.safetensors").read_bytes() == whole


def test_info_says_what_a_forecaster_is(folder, capsys):
    assert run([*FIT, *QUICK, "--target", "y", "--quiet"]) == 0
    assert run(["info", "f.safetensors"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("a forecaster: horizon 6, step month, season 12\nNetwork(")
    for said in ("2 networks like this", "columns:\n  target y\n", "80 %, 90 %", "over", "series: 1 kept"):
        assert said in out
    assert run(["info", "f.safetensors", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["framing"]["horizon"] == 6


def test_a_backtest_fits_anew_to_what_was_known(folder, capsys):
    assert run([*FIT, *QUICK, "--quiet", "--loss", "pinball"]) == 0
    backtest = ["backtest", "f.safetensors", "--origins", "2", "--json"]
    assert run([*backtest, "--refit"]) == 0
    refitted = json.loads(capsys.readouterr().out)
    assert run(backtest) == 0
    as_it_is = json.loads(capsys.readouterr().out)
    assert refitted["num_origins"] == as_it_is["num_origins"] == 2
    assert refitted["forecaster"]["mae"] != as_it_is["forecaster"]["mae"]
    # What is fitted to the rows before has seen nothing of what it is tested on.
    assert not any("of rows that" in note for note in refitted["notes"])
    assert any("of rows that" in note for note in as_it_is["notes"])
    # The first of two cut-offs is the last row of a table that ends there.
    assert run([*FIT, *QUICK, "--quiet", "--loss", "pinball", "--rows", "0:188"]) == 0
    assert run(["backtest", "f.safetensors", "wave.csv", "--rows", "0:194", "--json"]) == 0
    earlier = json.loads(capsys.readouterr().out)["forecaster"]["mae"]
    assert run([*FIT, *QUICK, "--quiet", "--loss", "pinball", "--rows", "0:194"]) == 0
    assert run(["backtest", "f.safetensors", "wave.csv", "--json"]) == 0
    later = json.loads(capsys.readouterr().out)["forecaster"]["mae"]
    assert refitted["forecaster"]["mae"] == pytest.approx((earlier + later) / 2, rel=1e-5)


def test_ctrl_c_ends_a_backtest_that_fits_anew(folder, monkeypatch, capsys):
    assert run([*FIT, *QUICK, "--quiet"]) == 0

    def interrupt(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr("elman.forecasting.fitting.refitting.fit_forecaster", interrupt)
    assert run(["backtest", "f.safetensors", "--refit"]) == 130
    assert capsys.readouterr() == ("", "elman: interrupted\n")
