import json
import re

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from elman.errors import ArgumentError, DtypeError, StateError
from elman.network import InputState, NetworkSpec, State, check_state

SPEC = NetworkSpec(input_size=1, hidden_size=5, num_layers=2, cell="lstm")
STATE = State(("h", "c"), np.arange(60, dtype=np.float32).reshape(2, 2, 3, 5), "0123456789abcdef")
CARRIED = State(
    STATE.names,
    STATE.values_SLBH,
    STATE.fingerprint,
    InputState(
        held_BF=np.array([[1.5], [-2.25], [0.0]], np.float32),
        steps_B=np.array([7, 2**40, 0]),
        fingerprint="0011223344556677",
        ids=("a", "b, 1", "\u00fc"),
    ),
)


def assert_same(one, two):
    assert (one.names, one.fingerprint) == (two.names, two.fingerprint)
    np.testing.assert_array_equal(one.values_SLBH, two.values_SLBH)
    assert (one.inputs is None) == (two.inputs is None)
    if one.inputs is not None:
        np.testing.assert_array_equal(one.inputs.held_BF, two.inputs.held_BF)
        np.testing.assert_array_equal(one.inputs.steps_B, two.inputs.steps_B)
        assert (one.inputs.fingerprint, one.inputs.ids) == (two.inputs.fingerprint, two.inputs.ids)


def test_arrays_by_name():
    assert STATE["h"].shape == STATE["c"].shape == (2, 3, 5)
    assert STATE["c"][0, 0, 0] == 30.0
    assert STATE.batch_size == 3
    assert repr(STATE) == "State(h, c: (2, 3, 5), network 0123456789abcdef)"
    with pytest.raises(ArgumentError, match=r"^state array must be one of \('h', 'c'\), got 'z'"):
        STATE["z"]


def test_zeros():
    state = State.zeros(SPEC, 3, "f", np.float32)
    assert state.values_SLBH.shape == (2, 2, 3, 5)
    assert state.values_SLBH.dtype == np.float32
    assert not state.values_SLBH.any()


def test_accepts():
    check_state(None, SPEC, 3, "0123456789abcdef")
    check_state(STATE, SPEC, 3, "0123456789abcdef")


@pytest.mark.parametrize(
    ("state", "error", "sentence"),
    [
        (
            STATE.values_SLBH,
            StateError,
            "state must be a State or None, got ndarray. Pass the state that the last call returned.",
        ),
        (
            State(STATE.names, STATE.values_SLBH, "fedcba9876543210"),
            StateError,
            "state must come from this network (0123456789abcdef), got one of fedcba9876543210. "
            "Pass None to start from zeros.",
        ),
        (
            State(STATE.names, STATE.values_SLBH[:, :, :2].copy(), STATE.fingerprint),
            StateError,
            "state must be for 3 sequences, got one for 2. "
            "Keep the batch size, or pass None to start from zeros.",
        ),
        (
            State(STATE.names, STATE.values_SLBH.astype(np.float64), STATE.fingerprint),
            DtypeError,
            "state_SLBH must be float32, got float64.",
        ),
        (
            State(STATE.names, STATE.values_SLBH * np.float32(np.nan), STATE.fingerprint),
            ArgumentError,
            "state_SLBH must be finite, got nan",
        ),
    ],
)
def test_refuses(state, error, sentence):
    with pytest.raises(error, match=f"^{re.escape(sentence)}"):
        check_state(state, SPEC, 3, "0123456789abcdef")


@pytest.mark.parametrize("state", [STATE, CARRIED])
def test_a_file_gives_back_what_was_saved(state, tmp_path):
    state.save(tmp_path / "s.safetensors")
    assert_same(State.load(tmp_path / "s.safetensors"), state)
    assert load_file(tmp_path / "s.safetensors")["c"].shape == (2, 3, 5)
    assert [path.name for path in tmp_path.iterdir()] == ["s.safetensors"]


def test_lanes_are_selected_and_joined():
    one, two = CARRIED.select([2]), CARRIED.select([0, 1])
    assert one.inputs.ids == ("\u00fc",)
    np.testing.assert_array_equal(two["c"], CARRIED["c"][:, :2])
    assert_same(State.join([two, one]), CARRIED)
    assert_same(State.join([STATE]), STATE)
    for lanes in ([], [3], [-1]):
        with pytest.raises(StateError, match=r"^lanes must be one or more numbers from 0 to 2, got \["):
            CARRIED.select(lanes)
    with pytest.raises(StateError, match=r"^states must be one or more of the same network, got 2 of 2\."):
        State.join([CARRIED, STATE])
    with pytest.raises(StateError, match=r"got 0 of 0\."):
        State.join([])


def damaged(path):
    CARRIED.save(path)
    arrays = load_file(path)
    record = {"format": 1, "names": ["h", "c"], "network": "f", "preparation": "p", "ids": []}
    metadata = {"elman_state": json.dumps(record)}
    yield "no state", lambda: path.write_bytes(b"u,y\n1,2\n"), "state must be a file .* a text table"
    yield "cut", lambda: path.write_bytes(path.read_bytes()[:-9]), "state must be a file .* truncated: "
    yield (
        "a model",
        lambda: save_file(arrays, path),
        "state must be a file that State.save wrote, .* without its",
    )
    yield (
        "lanes",
        lambda: save_file(arrays, path, metadata),
        "state must be whole, got .* the inputs does not",
    )
    for name in ("h", "steps"):
        wrong = arrays | {name: arrays[name][:1].astype(np.float64)}
        yield name, lambda wrong=wrong: save_file(wrong, path, metadata), "state must be whole, got "
    later = {"elman_state": '{"format": 2}'}
    yield "later", lambda: save_file(arrays, path, later), ".* by this elman: format must be 1, got 2"
    yield "gone", path.unlink, "state must be a file, got"


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "s.safetensors"
    for name, damage, sentence in damaged(path):
        CARRIED.save(path)
        damage()
        with pytest.raises(StateError, match=f"^{sentence}"):
            State.load(path)
        assert name
