"""A search is repeatable whatever kills it, its trials are plain fits, and its last score is honest."""

import json
import os
import random
import signal
import subprocess
import sys
from time import sleep

import numpy as np
import pytest

import elman
from elman.api import FitColumns
from elman.errors import ArgumentError
from elman.fleet.manifest import UNIT
from elman.tuning import TuneRequest, tune
from elman.tuning.halving import RUNGS
from elman.tuning.journal import Journal
from elman.tuning.result import Confirmation, TuneResult
from elman.tuning.trial import run_trial
from tests.fleet.fleets import table, write_csv

OPTIONS = {"steps": 27, "window": 10, "burn_in": 5, "layers": 1, "cell": "gru"}


def request(directory, *, data=None, **more):
    columns = FitColumns.of(inputs="x", targets="y", id="unit")
    settings = {"options": OPTIONS, "rounds": 2, "workers": 1} | more
    sources = table(3, 80) if data is None else data
    return TuneRequest(sources=sources, columns=columns, directory=directory, **settings)


@pytest.fixture(scope="module")
def searched(tmp_path_factory):
    directory = tmp_path_factory.mktemp("search") / "one"
    return directory, tune(request(directory))


def lines(directory):
    return [json.loads(line) for line in (directory / "journal.jsonl").read_text().splitlines()]


def test_trials_are_halved(searched):
    trials = searched[1].trials
    assert len(trials) == 18
    shares = [[trial.share for trial in trials[first : first + 9]] for first in (0, 9)]
    assert [shares[1].count(share) for share in RUNGS] == [6, 2, 1]
    assert trials[0].share == 1.0
    assert trials[0].options == {}


def test_a_promoted_trial_is_a_plain_fit_of_its_options(searched):
    """The oracle: the same options fitted at once, never paused, give the same file."""
    directory, result = searched
    plain = elman.fit(directory / "rows.parquet", inputs="x", targets="y", id=UNIT, **result.best_options)
    path = directory / "trials" / f"{result.best.number:04}.safetensors"
    saved = elman.load(path)
    for name, values in plain.network.parameters().items():
        np.testing.assert_array_equal(values, saved.network.parameters()[name])
    assert result.best.steps == 27


def test_trials_never_see_the_last_rows(searched, tmp_path):
    data = table(3, 80)
    data["y"] = data["y"].copy()
    data["y"][np.tile(np.arange(80) >= 64, 3)] += 50.0
    tune(request(tmp_path, data=data))
    changed = lines(tmp_path)[1:]
    assert [line["score"] for line in changed] == [line["score"] for line in lines(searched[0])[1:]]


def test_the_held_out_score_is_numpys(searched):
    directory, result = searched
    model, data, errors = elman.load(directory / "best.safetensors"), table(3, 80), []
    truths = []
    for unit in ("u0", "u1", "u2"):
        rows = data["unit"] == unit
        said = np.asarray(model.predict({"x": data["x"][rows]}))[64:, 0]
        errors.append(said - data["y"][rows][64:])
        truths.append(data["y"][rows][64:])
    rmse = np.sqrt(np.mean(np.concatenate(errors) ** 2))
    assert result.held_out.network.overall["rmse"] == pytest.approx(rmse, rel=1e-5)
    assert result.errors("best")[0] == pytest.approx(rmse / np.std(np.concatenate(truths)), rel=1e-5)


def test_the_journal_does_not_depend_on_the_workers(searched, tmp_path):
    tune(request(tmp_path, workers=3))
    assert (tmp_path / "journal.jsonl").read_bytes() == (searched[0] / "journal.jsonl").read_bytes()


def test_the_same_search_again_does_nothing(searched):
    before = (searched[0] / "journal.jsonl").read_bytes()
    again = tune(request(searched[0]))
    assert (searched[0] / "journal.jsonl").read_bytes() == before
    assert again.to_json() == searched[1].to_json()


def test_killed_at_random_moments_a_search_ends_with_the_same_journal(searched, tmp_path):
    program = (
        "from tests.tuning.test_tune import *\nfrom pathlib import Path\n"
        f"tune(request(Path({str(tmp_path / 'killed')!r})))"
    )
    moments = random.Random(0)
    for _ in range(4):
        driver = subprocess.Popen([sys.executable, "-c", program], start_new_session=True)
        while driver.poll() is None and not (tmp_path / "killed" / "journal.jsonl").exists():
            sleep(0.01)
        sleep(moments.uniform(0.0, 1.5))
        if driver.poll() is None:
            os.killpg(driver.pid, signal.SIGKILL)
        driver.wait()
    result = tune(request(tmp_path / "killed"))
    assert (tmp_path / "killed" / "journal.jsonl").read_bytes() == (
        searched[0] / "journal.jsonl"
    ).read_bytes()
    assert result.to_json() == searched[1].to_json()


@pytest.mark.parametrize("kept", [1, 2, 9, 11, 14, 20, 27])
def test_any_start_of_a_journal_leads_to_the_same_end(searched, tmp_path, kept):
    """Cut in the middle of a line, as a kill may leave it, and without any checkpoint."""
    content = (searched[0] / "journal.jsonl").read_bytes().splitlines(keepends=True)
    (tmp_path / "journal.jsonl").write_bytes(b"".join(content[:kept]) + content[kept][:20])
    tune(request(tmp_path))
    assert (tmp_path / "journal.jsonl").read_bytes() == b"".join(content)


def test_a_pause_that_is_repeated_takes_no_step(tmp_path):
    data = table(1, 80)
    options = {"inputs": ["x"], "targets": ["y"], "fit": OPTIONS | {"trials": False, "hidden_size": 3}}
    rows = write_csv(tmp_path / "rows.csv", {UNIT: data["unit"], "x": data["x"], "y": data["y"]})
    reports = [run_trial(str(rows), options | {"share": 1 / 3}, str(tmp_path / "t")) for _ in range(2)]
    assert reports[0] == reports[1]
    assert reports[0]["steps"] == 9
    whole = run_trial(str(rows), options | {"share": 1.0}, str(tmp_path / "other"))
    assert run_trial(str(rows), options | {"share": 1.0}, str(tmp_path / "t")) == whole
    assert (tmp_path / "t.safetensors").read_bytes() == (tmp_path / "other.safetensors").read_bytes()


def test_a_trial_that_cannot_be_fitted_is_a_failure_and_no_end(tmp_path):
    rows = write_csv(tmp_path / "rows.csv", {UNIT: ["a"], "x": [1.0], "y": [1.0]})
    options = {"inputs": ["x"], "targets": ["y"], "fit": {}, "share": 1.0}
    report = run_trial(str(rows), options, str(tmp_path / "t"))
    assert report["score"] is None
    assert "at least 2 rows" in report["error"]


def result_of(best, default):
    errors = [Confirmation(what="best", seed=seed, error=error) for seed, error in enumerate(best)]
    errors += [Confirmation(what="default", seed=seed, error=error) for seed, error in enumerate(default)]
    return TuneResult(trials=(), best=None, confirmations=tuple(errors), held_out=None, request=None)


def test_a_gain_within_the_spread_of_seeds_is_said():
    """By hand: means 0.3 and 0.2, each variance 0.01 over 3 seeds, two standard errors 0.163."""
    close = result_of([0.1, 0.2, 0.3], [0.2, 0.3, 0.4])
    assert close.gain == pytest.approx(0.1)
    assert close.spread == pytest.approx(2 * np.sqrt(0.02 / 3))
    assert "is within the spread of the seeds" in close.warning
    assert result_of([0.1, 0.11, 0.1], [0.3, 0.31, 0.3]).warning == ""
    assert "No trial was better" in result_of([0.1, 0.2], []).warning


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rounds": 0}, "rounds must be a whole number"),
        ({"test": 1.0}, "test must be between 0 and 1"),
        ({"budget": "soon"}, "budget must be a time above 0"),
        ({"options": {"budget": "5s"}}, "budget must not be given to the trials"),
        ({"search": ("celll",)}, "unknown option to search 'celll'"),
        ({"on": "slurm"}, "on must be processes"),
    ],
)
def test_wrong_requests_are_refused(tmp_path, change, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        request(tmp_path / "new", **change)
    assert not (tmp_path / "new").exists()


def test_the_directory_of_another_search_is_refused(searched):
    with pytest.raises(ArgumentError, match="of other seed"):
        tune(request(searched[0], seed=1))


def test_a_damaged_journal_is_refused(tmp_path):
    (tmp_path / "journal.jsonl").write_text("{}\nnonsense\n")
    with pytest.raises(ArgumentError, match="journal that is whole"):
        Journal(tmp_path / "journal.jsonl", {})
