"""Models see every digit of a column, and are scored on it: beside float64 sums written out here."""

import json
import subprocess
import sys

import numpy as np
import pytest

import elman
from elman.data import read_sequences
from tests.precision.columns import LARGE, ROWS, answer, disguised, slow

FEW = {"steps": 150, "hidden_size": 8, "trials": False, "threads": 1, "seed": 1}


def table(input_name, target_name, seed=0):
    u = slow(seed=seed)
    return {"u": disguised(u, input_name), "y": disguised(answer(u), target_name)}


@pytest.fixture(scope="module")
def plain():
    """The same signals without disguise: what a fit can make of them."""
    u = slow()
    return elman.fit({"u": u, "y": answer(u)}, inputs="u", targets="y", **FEW)


def fitted(input_name, target_name):
    return elman.fit(table(input_name, target_name), inputs="u", targets="y", **FEW)


def written_out(prediction, truth):
    error = np.asarray(prediction, np.float64).ravel() - truth
    return {"rmse": np.sqrt(np.mean(error**2)), "mae": np.mean(np.abs(error))}


def test_every_value_is_read():
    u = np.random.default_rng(0).integers(0, 40, 600) + 1_000_000_000
    assert len(np.unique(elman.read_sequences({"u": u}, inputs="u").values_NC)) == 40


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_every_value_of_a_file_is_read(tmp_path, suffix):
    import polars as pl

    columns = {name: disguised(slow(), name) for name in LARGE}
    path = tmp_path / f"columns.{suffix}"
    frame = pl.DataFrame(columns)
    frame.write_csv(path) if suffix == "csv" else frame.write_parquet(path)
    read = read_sequences(path, inputs=list(LARGE))
    np.testing.assert_array_equal(read.values_NC, np.stack(list(columns.values()), axis=1))


@pytest.mark.parametrize("target_name", LARGE)
@pytest.mark.parametrize("input_name", LARGE)
def test_scores_are_those_of_float64(input_name, target_name, plain):
    model = fitted(input_name, target_name)
    fresh = table(input_name, target_name, seed=5)
    scores = model.evaluate(fresh).scores
    predicted = model.predict(fresh).values_NO
    for metric, wanted in written_out(predicted, fresh["y"]).items():
        assert scores.network.overall[metric] == pytest.approx(wanted, rel=1e-6), metric
    u = slow(seed=5)
    wanted = plain.evaluate({"u": u, "y": answer(u)}).scores.network.overall["nrmse"]
    # What disguises a column costs nothing: the digits that float64 has left are more than the network's.
    assert scores.network.overall["nrmse"] == pytest.approx(wanted, rel=0.05)
    mean = np.sqrt(np.mean((fresh["y"] - table(input_name, target_name)["y"][: int(0.8 * ROWS)].mean()) ** 2))
    assert scores.baselines["mean"].overall["rmse"] == pytest.approx(mean, rel=1e-6)


@pytest.mark.parametrize("name", LARGE)
def test_rounding_the_table_would_be_noticed(name):
    """The mutant: the same table as float32, as elman 0.1.0 read it."""
    model = fitted("counter", name)
    fresh = table("counter", name, seed=5)
    rounded = {column: values.astype(np.float32) for column, values in fresh.items()}
    exact = model.evaluate(fresh).scores.network.overall["rmse"]
    wrong = model.evaluate(rounded).scores.network.overall["rmse"]
    assert abs(wrong / exact - 1) > 0.1


@pytest.mark.parametrize("name", LARGE)
def test_a_stream_says_what_a_prediction_says(name, tmp_path):
    model = fitted(name, name)
    model.save(tmp_path / "m.safetensors")
    fresh = table(name, name, seed=5)
    wanted = model.predict(fresh).values_NO[:, 0]
    stream = model.stream()
    np.testing.assert_array_equal([stream.step(value) for value in fresh["u"]], wanted)
    lines = "u\n" + "".join(f"{value!r}\n" for value in fresh["u"].tolist())
    command = [sys.executable, "-m", "elman", "stream", "m.safetensors", "--quiet"]
    out = subprocess.run(command, input=lines, cwd=tmp_path, capture_output=True, text=True, check=True)
    np.testing.assert_array_equal([float(line) for line in out.stdout.split()[1:]], wanted)
    asked = "\n".join(json.dumps({"u": value}) for value in fresh["u"].tolist())
    out = subprocess.run(command, input=asked, cwd=tmp_path, capture_output=True, text=True, check=True)
    np.testing.assert_array_equal([json.loads(line)["y"] for line in out.stdout.splitlines()], wanted)


@pytest.mark.parametrize("suffix", ["c", "onnx", "py"])
@pytest.mark.parametrize("name", LARGE)
def test_an_export_is_held_to_a_hundred_thousandth_of_the_scale(name, suffix, tmp_path):
    model = fitted(name, name)
    proof = model.export(tmp_path / f"model.{suffix}", sample=table(name, name, seed=5)).proof
    assert proof.unchecked is None
    assert proof.limit < 1.01e-5
    assert max(proof.differences.values()) < 1e-5


def test_a_file_keeps_it(tmp_path):
    model = fitted("counter", "counter")
    model.save(tmp_path / "m.safetensors")
    fresh = table("counter", "counter", seed=5)
    loaded = elman.load(tmp_path / "m.safetensors")
    np.testing.assert_array_equal(loaded.predict(fresh).values_NO, model.predict(fresh).values_NO)
    health = loaded.stream()
    health.run(table("counter", "counter")["u"][: int(0.8 * ROWS)])
    assert sum((*health.health.below.values(), *health.health.above.values())) == 0
