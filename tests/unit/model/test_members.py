"""Several networks as one: the mean of what each says, in streams, files and exports."""

from dataclasses import replace

import numpy as np
import pytest

import elman
from elman.engines import get_engine
from elman.errors import ArgumentError
from elman.network import NetworkSpec, initialize
from elman.network.joined import join_parameters, joined_spec, member_spec
from elman.network.losses import MSE
from elman.optimizers import Adam

QUICK = {"inputs": ["u", "v"], "targets": "y", "steps": 60, "hidden_size": 5, "trials": False}


@pytest.fixture(scope="module")
def table():
    random = np.random.default_rng(0)
    u, v = random.normal(size=(2, 400))
    return {"u": u, "v": v, "y": np.convolve(np.tanh(u) + 0.3 * v, [0.5, 0.3])[:400]}


@pytest.fixture(scope="module")
def model(table):
    return elman.fit(table, members=3, **QUICK)


def test_it_predicts_the_mean_of_networks_of_different_seeds(model, table):
    """Each network, fitted alone with its seed, is the oracle."""
    each = [elman.fit(table, seed=seed, **QUICK).predict(table).values_NO for seed in range(3)]
    np.testing.assert_allclose(model.predict(table).values_NO, np.mean(each, axis=0), rtol=0, atol=2e-6)
    assert np.ptp(each, axis=0).max() > 0.01


@pytest.mark.parametrize("cell", ["rnn", "rnn_relu", "gru", "lstm"])
@pytest.mark.parametrize("layers", [1, 3])
def test_networks_of_every_cell_are_joined(cell, layers):
    """The definition in float64 runs each alone; a gate in the place of another is far off."""
    spec = NetworkSpec(input_size=2, hidden_size=4, num_layers=layers, output_size=3, cell=cell)
    parts = [initialize(spec, seed=seed) for seed in range(3)]
    for seed, part in enumerate(parts):
        part["out.bias"] = part["out.bias"] + np.float32(seed)
    x_BTF = np.random.default_rng(1).normal(size=(2, 30, 2))

    def said(shape, parameters):
        network = get_engine("reference").build(shape, loss=MSE(), optimizer=Adam())
        network.load(parameters)
        return network.forward(x_BTF)[0]

    mean = np.mean([said(spec, part) for part in parts], axis=0)
    whole = said(joined_spec(spec, 3), join_parameters(spec, parts))
    np.testing.assert_allclose(whole, mean, rtol=0, atol=1e-6)
    assert member_spec(joined_spec(spec, 3), 3) == spec


def test_full_is_chunks_is_step_by_step_bit_for_bit(model, table):
    inputs_TF = np.stack([table["u"], table["v"]], axis=1)
    full, chunks, steps = model.stream(), model.stream(), model.stream()
    whole = full.run(inputs_TF)
    assert (whole == model.predict(table).values_NO).all()
    assert (np.concatenate([chunks.run(part) for part in np.split(inputs_TF, [7, 150])]) == whole).all()
    assert (np.stack([steps.step(row) for row in inputs_TF]) == whole).all()
    resumed = model.stream(state=steps.state)
    assert (resumed.step([0.1, 0.2]) == chunks.step([0.1, 0.2])).all()


def test_a_file_has_each_network_under_its_own_name(model, table, tmp_path):
    from safetensors.numpy import load_file

    path = tmp_path / "three.safetensors"
    model.save(path)
    arrays = load_file(path)
    alone = elman.fit(table, seed=1, **QUICK).network.parameters()
    for name, array in alone.items():
        assert (arrays[f"member_2.{name}"] == array).all()
    again = elman.load(path)
    assert (again.predict(table).values_NO == model.predict(table).values_NO).all()
    assert again.to_bytes() == model.to_bytes()
    assert "the mean of 3 such networks" in again.describe()
    assert [(own.spec.hidden_size) for own in again.networks] == [5, 5, 5]


def test_a_file_of_one_network_is_as_it_was(table):
    one = elman.fit(table, **QUICK)
    assert one.to_bytes() == elman.fit(table, members=1, **QUICK).to_bytes()
    assert "members" not in one.record.to_dict()


def test_weights_that_were_loaded_since_are_written_as_one_network(model, table):
    own = elman.Model.from_bytes(model.to_bytes())
    parameters = own.network.parameters()
    parameters["rnn.weight_hh_l0"][0, -1] = 0.5
    own.network.load(parameters)
    again = elman.Model.from_bytes(own.to_bytes())
    assert again.record.members == 1
    assert (again.predict(table).values_NO == own.predict(table).values_NO).all()


def test_each_network_is_fitted_further(model, table):
    further = elman.fit(table, start=model, steps=3, trials=False, learning_rate=1e-6)
    assert further.record.members == 3
    near = [network.parameters() for network in further.networks]
    for before, after in zip(model.networks, near, strict=True):
        for name, array in before.parameters().items():
            np.testing.assert_allclose(after[name], array, rtol=0, atol=1e-4)
    with pytest.raises(ArgumentError, match=r"members must be those of the model to start from, 3, got 2\."):
        elman.fit(table, start=model, members=2, steps=3, trials=False)


@pytest.mark.parametrize("suffix", ["c", "onnx", "py"])
def test_exports_carry_the_mean_proved(model, tmp_path, suffix):
    pytest.importorskip({"c": "numpy", "onnx": "onnxruntime", "py": "torch"}[suffix])
    model.export(tmp_path / f"three.{suffix}")
    assert (tmp_path / f"three.{suffix}").exists()


def test_members_that_do_not_divide_the_units_are_refused(model):
    with pytest.raises(ArgumentError, match=r"members must be a divisor of the network's 15 units, got 4\."):
        replace(model.record, members=4)


def test_a_killed_fit_of_several_goes_on_to_the_same_bits(table, tmp_path, monkeypatch):
    """The second network's run is cut off after its checkpoint was written, the finish before it repeated."""
    from elman.training.run import Run

    options = QUICK | {"members": 3, "finish": 20, "checkpoint_every": 1e-9}
    whole, taken = elman.fit(table, **(options | {"checkpoint_every": 5.0})), []
    look = Run._look

    def killed(run, history, state):
        taken.append(1)
        if len(taken) == 90:
            raise SystemExit
        return look(run, history, state)

    checkpoint = tmp_path / "run"
    monkeypatch.setattr(Run, "_look", killed)
    with pytest.raises(SystemExit):
        elman.fit(table, checkpoint=checkpoint, **options)
    monkeypatch.setattr(Run, "_look", look)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "run.2"]
    again = elman.fit(table, checkpoint=checkpoint, **options)
    assert (again.predict(table).values_NO == whole.predict(table).values_NO).all()
    assert again.networks[2].fingerprint == whole.networks[2].fingerprint
