import re

import numpy as np
import pytest

from elman.errors import ArgumentError, DtypeError, StateError
from elman.network import NetworkSpec, State, check_state

SPEC = NetworkSpec(input_size=1, hidden_size=5, num_layers=2, cell="lstm")
STATE = State(("h", "c"), np.arange(60, dtype=np.float32).reshape(2, 2, 3, 5), "0123456789abcdef")


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
