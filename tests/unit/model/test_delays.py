"""A model that takes an input late: full, in chunks, step by step, from a state, by lanes, from its file."""

import copy
import pickle

import numpy as np
import pytest

import elman
from elman.errors import ArgumentError

DELAY = 17
FEW = {"steps": 20, "trials": False, "hidden_size": 4, "threads": 1, "validation": 0.3}


def table(rows=200, seed=0):
    rng = np.random.default_rng(seed)
    u, v = rng.standard_normal(rows), rng.standard_normal(rows)
    y = np.convolve(np.concatenate([np.zeros(DELAY), u[:-DELAY]]) + 0.5 * v, 0.7 ** np.arange(20))[:rows]
    return {"u": u, "v": v, "y": y}


@pytest.fixture(scope="module")
def model():
    return elman.fit(table(), inputs=["u", "v"], targets="y", delay={"u": DELAY}, **FEW)


@pytest.fixture(scope="module")
def full(model):
    return model.predict(table()).values_NO


def test_it_is_the_network_on_the_shifted_input(model, full):
    preparation, data = model.record.preparation, table()
    assert preparation.delays == (DELAY, 0)
    x_NF = np.column_stack([data["u"], data["v"]])
    x_NF[DELAY:, 0] = x_NF[:-DELAY, 0]
    scaled_NF = preparation.input_scaling.apply(x_NF)
    scaled_NF[:DELAY, 0] = 0.0
    expected_NO = preparation.in_units(model.network.forward(scaled_NF[None])[0][0])
    np.testing.assert_array_equal(full, expected_NO)


@pytest.mark.parametrize("cuts", [(1, 2, 50), (10, 16, 17, 18, 150)])
def test_chunks_and_steps_are_the_whole_to_the_bit(model, full, cuts):
    data = np.column_stack([table()["u"], table()["v"]])
    stream = model.stream()
    chunks = np.concatenate([stream.run(part) for part in np.split(data, cuts)])
    np.testing.assert_array_equal(chunks, full)
    stream.reset()
    steps = [stream.step(row) for row in data[:60]]
    np.testing.assert_array_equal(np.array(steps), full[:60])
    named = model.stream()
    answers = [named.step({"u": float(u), "v": float(v)})["y"] for u, v in data[:30]]
    np.testing.assert_array_equal(np.array(answers), full[:30, 0])


@pytest.mark.parametrize("cut", [1, 5, 17, 100])
def test_a_saved_state_goes_on(model, full, cut, tmp_path):
    head, tail = (
        {name: values[part] for name, values in table().items()} for part in (slice(cut), slice(cut, None))
    )
    _, state = model.predict(head, return_state=True)
    state.save(tmp_path / "state")
    loaded = elman.State.load(tmp_path / "state")
    np.testing.assert_array_equal(model.predict(tail, state=loaded).values_NO, full[cut:])
    stream = model.stream(state=loaded)
    np.testing.assert_array_equal(stream.run(tail)["y"], full[cut:, 0])
    again = model.stream()
    again.run(head)
    assert again.state.inputs.past_BDF.tobytes() == loaded.inputs.past_BDF.tobytes()


def test_copies_and_pickles_remember(model, full):
    data = np.column_stack([table()["u"], table()["v"]])
    stream = model.stream()
    stream.run(data[:40])
    for other in (stream.fork(), copy.deepcopy(stream), pickle.loads(pickle.dumps(stream))):
        np.testing.assert_array_equal(other.run(data[40:]), full[40:])


def test_a_row_that_is_refused_changes_nothing(model, full):
    data = np.column_stack([table()["u"], table()["v"]])
    stream = model.stream()
    stream.run(data[:20])
    with pytest.raises(ArgumentError):
        stream.step([1.0, np.inf])
    np.testing.assert_array_equal(stream.run(data[20:]), full[20:])


def test_missing_inputs_are_held_before_they_are_delayed(model):
    data = table()
    gaps = data | {"u": data["u"].copy()}
    held = data | {"u": data["u"].copy()}
    gaps["u"][30:35], held["u"][30:35] = np.nan, data["u"][29]
    np.testing.assert_array_equal(model.predict(gaps).values_NO, model.predict(held).values_NO)
    rows = np.column_stack([gaps["u"], gaps["v"]])
    np.testing.assert_array_equal(model.stream().run(rows), model.predict(held).values_NO)


def test_lanes_by_id(model, full):
    data = np.column_stack([table()["u"], table()["v"]])
    lanes = model.stream_lanes()
    for row in data[:40]:
        lanes.lane("north").step(row)
    again = model.stream_lanes(state=lanes.state)
    np.testing.assert_array_equal(again.lane("north").run(data[40:]), full[40:])


def test_the_file_has_it(model, full, tmp_path):
    model.save(tmp_path / "model.safetensors")
    loaded = elman.load(tmp_path / "model.safetensors")
    assert loaded.record.preparation == model.record.preparation
    np.testing.assert_array_equal(loaded.predict(table()).values_NO, full)


def test_what_cannot_delay_says_so(model, tmp_path):
    with pytest.raises(
        ArgumentError, match=r"must take its inputs as they come, got one that takes u=17 rows late"
    ):
        model.export(tmp_path / "model.onnx")
    with pytest.raises(ArgumentError, match="a batch of streams must take its inputs as they come"):
        model.stream(batch=2)


def test_a_clear_delay_is_found_said_and_can_be_ruled_out():
    rng = np.random.default_rng(0)
    u = rng.standard_normal(3_000)
    y = np.convolve(np.concatenate([np.zeros(60), u[:-60]]), 0.9 ** np.arange(60))[:3_000]
    y += 0.01 * rng.standard_normal(3_000)
    found = elman.fit({"u": u, "y": y}, inputs="u", targets="y", **FEW)
    assert found.record.preparation.delays == (60,)
    plain = elman.fit({"u": u, "y": y}, inputs="u", targets="y", delay="", **FEW)
    assert not plain.record.preparation.has_delays
