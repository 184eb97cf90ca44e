"""A fleet is what it says: fair choices, ordinary models, the same bytes however it is run."""

import multiprocessing
import os
import signal
import subprocess
import sys
from time import sleep

import numpy as np
import pytest

import elman
from elman.api import FitColumns
from elman.data import Sequences
from elman.errors import ArgumentError, UnknownNameError
from elman.fleet import Fleet, FleetRequest, FleetWatch, fit_fleet
from elman.fleet.manifest import FleetChoices
from elman.fleet.planning import plan
from elman.fleet.shard import run_shard
from tests.fleet.fleets import OPTIONS, digests, table

COLUMNS = FitColumns.of(inputs="x", targets="y", id="unit")


def request(directory, *, data=None, shard_rows=120, options=OPTIONS, **more):
    return FleetRequest(
        sources=table() if data is None else data,
        columns=COLUMNS,
        directory=directory,
        options=options,
        shard_rows=shard_rows,
        **more,
    )


@pytest.fixture(scope="module")
def fitted(tmp_path_factory):
    directory = tmp_path_factory.mktemp("fleet") / "one"
    report = fit_fleet(request(directory, workers=1))
    return directory, report


def test_all_units_are_fitted_once(fitted):
    directory, report = fitted
    assert (report.units, report.failed, report.shards, report.done) == (6, 0, 3, 3)
    fleet = Fleet(directory)
    assert fleet.units == tuple(f"u{number}" for number in range(6))
    assert sum(report.choices.values()) == 6


def test_each_unit_takes_the_candidate_with_the_smallest_error(fitted):
    scores = Fleet(fitted[0]).scores()
    for place, choice in enumerate(scores["choice"]):
        errors = {name: scores[name][place] for name in ("global", "local", "tuned")}
        assert choice == min(errors, key=errors.__getitem__)


def test_a_score_is_that_of_the_last_rows_by_numpy(fitted):
    """The oracle: the saved model's prediction of the unit, its RMSE on the last rows over their spread."""
    fleet, data = Fleet(fitted[0]), table()
    scores = fleet.scores()
    for place, unit in enumerate(fleet.units):
        rows = data["unit"] == unit
        said = np.asarray(fleet.model(unit).predict({"x": data["x"][rows]}))[48:, 0]
        truth = data["y"][rows][48:]
        nrmse = np.sqrt(np.mean((said - truth) ** 2)) / np.std(truth)
        assert scores[scores["choice"][place]][place] == pytest.approx(nrmse, rel=1e-5)


@pytest.mark.parametrize("candidate", ["global", "local", "tuned"])
def test_no_candidate_sees_the_last_rows(candidate, tmp_path):
    data = table(6)
    changed = {name: values.copy() for name, values in data.items()}
    last = np.tile(np.arange(60) >= 48, 6)
    changed["y"][last] += 100.0
    for name, columns in (("a", data), ("b", changed)):
        fit_fleet(request(tmp_path / name, data=columns, candidates=(candidate,), workers=1))
    first, second = (Fleet(tmp_path / name).model("u2").network.parameters() for name in ("a", "b"))
    for name, values in first.items():
        np.testing.assert_array_equal(values, second[name])


@pytest.mark.parametrize(("on", "needs"), [("processes", "elman"), ("dask", "distributed"), ("ray", "ray")])
def test_every_engine_gives_the_same_bytes(fitted, tmp_path, on, needs):
    pytest.importorskip(needs)
    program = (
        "from tests.fleet.test_fleet import *\n"
        "from pathlib import Path\n"
        f"report = fit_fleet(request(Path({str(tmp_path / 'other')!r}), on={on!r}, workers=2))\n"
        "assert report.complete, report"
    )
    # Engines leave threads and warnings of their own behind.
    subprocess.run([sys.executable, "-c", f"if __name__ == '__main__':\n exec({program!r})"], check=True)
    assert digests(tmp_path / "other") == digests(fitted[0])


class KillWorkers(FleetWatch):
    """Kills a worker whenever a shard is done."""

    killed = 0

    def advanced(self, done, shards):
        for worker in multiprocessing.active_children()[:1]:
            os.kill(worker.pid, signal.SIGKILL)
            self.killed += 1


def test_killed_workers_cost_time_alone(fitted, tmp_path):
    watch = KillWorkers()
    report = fit_fleet(request(tmp_path / "killed", workers=2), watch)
    assert report.complete
    assert watch.killed >= 2
    assert digests(tmp_path / "killed") == digests(fitted[0])


def test_a_killed_driver_leaves_what_the_same_command_completes(tmp_path):
    data = table(12)
    directory = tmp_path / "killed"
    program = (
        "from tests.fleet.test_fleet import *\nfrom pathlib import Path\n"
        f"fit_fleet(request(Path({str(directory)!r}), data=table(12), workers=1))"
    )
    driver = subprocess.Popen([sys.executable, "-c", program])
    try:
        while not list(directory.glob("models/*.safetensors")):
            sleep(0.01)
    finally:
        driver.send_signal(signal.SIGKILL)
        driver.wait()
    there = {path: path.stat().st_mtime_ns for path in directory.glob("models/*.safetensors")}
    assert not (directory / "scores.parquet").exists()
    report = fit_fleet(request(directory, data=data, workers=1))
    assert report.complete
    assert report.done <= 6 - len(there)
    assert {path: path.stat().st_mtime_ns for path in there} == there
    fit_fleet(request(tmp_path / "whole", data=data, workers=1))
    assert digests(directory) == digests(tmp_path / "whole")


def test_the_same_request_again_does_nothing(fitted):
    before = digests(fitted[0])
    assert fit_fleet(request(fitted[0])).done == 0
    assert digests(fitted[0]) == before


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"data": table(seed=1)}, "data"),
        ({"options": OPTIONS | {"steps": 9}}, "options"),
        ({"candidates": ("local",)}, "candidates"),
    ],
)
def test_the_directory_of_another_fleet_is_refused(fitted, change, what):
    with pytest.raises(ArgumentError, match=f"of other {what}"):
        fit_fleet(request(fitted[0], **change))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"on": "spark"}, "on must be processes"),
        ({"workers": 0}, "workers must be a whole number"),
        ({"candidates": ("best",)}, "candidates must be some of"),
        ({"options": {"budget": "5s"}}, "budget must not be given to a fleet"),
        ({"options": {"stepz": 5}}, "unknown option 'stepz'"),
        ({"options": {"loss": elman.MAE()}}, "loss must be a number, a flag or a name"),
    ],
)
def test_wrong_requests_are_refused_before_any_work(tmp_path, change, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        request(tmp_path / "fleet", **change)
    assert not (tmp_path / "fleet").exists()


def test_a_unit_that_cannot_be_fitted_takes_the_global_model_or_says_why(tmp_path):
    data = table(6)
    short = {"unit": np.array(["tiny"]), "x": np.zeros(1), "y": np.zeros(1)}
    joined = {name: np.concatenate([data[name], short[name]]) for name in data}
    fit_fleet(request(tmp_path / "with", data=joined, workers=1))
    fleet = Fleet(tmp_path / "with")
    assert fleet.choices["tiny"] == "global"
    report = fit_fleet(request(tmp_path / "without", data=joined, candidates=("local",), workers=1))
    assert (report.failed, report.complete) == (1, True)
    with pytest.raises(ArgumentError, match="unit must have a model, got 'tiny': local: a sequence must"):
        Fleet(tmp_path / "without").model("tiny")


def test_predictions_are_those_of_the_units_own_model_files(fitted, tmp_path):
    fleet, data = Fleet(fitted[0]), table()
    together = fleet.predict(data, id="unit")
    fleet.model("u4").save(tmp_path / "u4.safetensors")
    rows = data["unit"] == "u4"
    alone = elman.load(tmp_path / "u4.safetensors").predict({"x": data["x"][rows]})
    np.testing.assert_array_equal(together.values_NO[rows], alone.values_NO)


def test_a_table_with_other_names_and_units_in_turns_joins_back(fitted):
    fleet, data = Fleet(fitted[0]), table()
    renamed = {"unit": data["unit"], "pressure": data["x"], "flow": data["y"]}
    order = np.argsort(np.tile(np.arange(60), 6), kind="stable")  # row by row through all units
    turns = {name: values[order] for name, values in renamed.items()}
    columns = fleet.predict(turns, inputs="pressure", id="unit").columns()
    assert columns["row"].tolist() == list(range(len(order)))
    assert columns["unit"].tolist() == turns["unit"].tolist()
    together = fleet.predict(data, id="unit").values[:, 0]
    np.testing.assert_array_equal(columns["y"], together[order])
    with pytest.raises(ArgumentError, match=r"^inputs must be 1 columns, for x, got 2\."):
        fleet.evaluate(turns, inputs=["pressure", "flow"], targets="flow", id="unit")


def test_a_new_unit_is_predicted_by_the_global_model(fitted):
    fleet, data = Fleet(fitted[0]), table(1)
    prediction = fleet.predict(data | {"unit": np.repeat("new", 60)}, id="unit")
    shared = elman.load(fitted[0] / "global.safetensors").predict({"x": data["x"]})
    np.testing.assert_array_equal(prediction.values_NO, shared.values_NO)
    assert "1 units are new" in " ".join(prediction.notes)


def test_an_evaluation_counts_the_units_that_win(fitted):
    evaluation = Fleet(fitted[0]).evaluate(table(seed=3), id="unit", skip=5)
    plain = evaluation.to_json()
    assert (plain["units"], plain["compared"]) == (6, 6)
    wins = sum(unit.nrmse < unit.baseline_nrmse for unit in evaluation.units)
    assert plain["beat_the_best_baseline"] == wins
    assert evaluation.scores.network.scored == 6 * 55


def test_an_unknown_unit_is_named(fitted):
    with pytest.raises(UnknownNameError, match="unknown unit 'u9'"):
        Fleet(fitted[0]).model("u9")


def test_shards_hold_whole_units_and_about_the_same_rows(tmp_path):
    rng = np.random.default_rng(0)
    lengths = tuple(int(length) for length in rng.integers(5, 200, size=100))
    sequences = Sequences(
        names=("x", "y"),
        values_NC=rng.normal(size=(sum(lengths), 2)),
        lengths=lengths,
        ids=tuple(map(str, range(100))),
    )
    choices = FleetChoices(inputs=("x",), targets=("y",), options={}, candidates=("local",))
    shards = plan(sequences, tmp_path, choices, shard_rows=1_000).shards
    assert sum(shard.units for shard in shards) == 100
    assert sum(shard.rows for shard in shards) == sum(lengths)
    assert max(shard.rows for shard in shards) <= sum(lengths) / len(shards) + max(lengths)


def test_a_shard_that_is_done_is_not_done_again(fitted):
    out = fitted[0] / "models" / "000000.safetensors"
    report = run_shard("nowhere.parquet", {}, str(out))
    assert report["units"] == 2


def test_a_damaged_shard_is_refused(fitted, tmp_path):
    content = bytearray((fitted[0] / "models" / "000001.safetensors").read_bytes())
    content[-3] ^= 1
    damaged = tmp_path / "damaged.safetensors"
    damaged.write_bytes(content)
    with pytest.raises(elman.ModelFileError, match="checksum"):
        run_shard("nowhere.parquet", {}, str(damaged))
