"""Yesterday's file and today's give what one file gives: bit for bit, missing inputs included."""

import numpy as np
import pytest

import elman
from elman.errors import StateError
from elman.network import State
from elman.prediction import predict_carried
from tests.unit.model.conftest import table

ROWS = 90


def holed(seed=11):
    """Inputs with holes at the start, at the cuts and in runs."""
    u = table(ROWS, seed)["u"]
    u[[0, 1, 30, 31, 32, 60, 89]] = np.nan
    return u


def in_parts(model, u, cuts, reload=None):
    state, parts = None, []
    for part in np.split(u, cuts):
        prediction, state = model.predict({"u": part}, state=state, return_state=True)
        parts.append(prediction.values_NO)
        state = reload(state) if reload else state
    return np.concatenate(parts), state


@pytest.mark.parametrize("cuts", [[31], [1, 2, 45, 61], range(1, ROWS)])
def test_chunks_are_the_whole(model, cuts, tmp_path):
    def reload(state):
        state.save(tmp_path / "s")
        return State.load(tmp_path / "s")

    u = holed()
    whole, after = model.predict({"u": u}, return_state=True)
    parts, state = in_parts(model, u, cuts, reload)
    np.testing.assert_array_equal(parts, whole.values_NO)
    np.testing.assert_array_equal(state.values_SLBH, after.values_SLBH)
    np.testing.assert_array_equal(state.inputs.held_BF, after.inputs.held_BF)
    assert state.inputs.steps_B.tolist() == [ROWS]


@pytest.mark.parametrize("forgotten", ["held", "h", "all"])
def test_a_forgotten_part_of_the_state_is_seen(model, forgotten):
    """The mutants of the test above."""

    def forget(state):
        if forgotten == "all":
            return None
        array = state.inputs.held_BF if forgotten == "held" else state["h"]
        array[:] = 0
        return state

    u = holed()
    parts, _ = in_parts(model, u, [31], forget)
    assert np.abs(parts[31:] - model.predict({"u": u}).values_NO[31:]).max() > 1e-3


def test_an_engines_state_holds_no_inputs(model):
    u = table(20, seed=1)["u"]
    _, before = model.predict({"u": u}, return_state=True)
    bare = State(before.names, before.values_SLBH, before.fingerprint)
    wanted, _ = model.predict({"u": u}, state=before, return_state=True)
    found, after = model.predict({"u": u}, state=bare, return_state=True)
    np.testing.assert_array_equal(found.values_NO, wanted.values_NO)
    assert after.inputs.steps_B.tolist() == [20]


def test_sequences_go_on_by_their_ids(model):
    frame = {"u": holed(), "id": np.repeat(["a", "b", "c"], ROWS // 3)}
    first = {name: values[np.arange(ROWS) % 30 < 20] for name, values in frame.items()}
    rest = {name: values[np.arange(ROWS) % 30 >= 20] for name, values in frame.items()}
    whole = model.predict(frame, id="id").values_NO.reshape(3, 30, 1)
    _, state = model.predict(first, id="id", return_state=True)
    order = np.concatenate([np.arange(20, 30), np.arange(10)])  # c and then a; b has no rows today
    later = {name: values[order] for name, values in rest.items()}
    prediction, after = model.predict(later, id="id", state=state, return_state=True)
    np.testing.assert_array_equal(prediction.values_NO.reshape(2, 10, 1), whole[[2, 0], 20:])
    assert after.inputs.ids == ("c", "a", "b")
    assert after.inputs.steps_B.tolist() == [30, 30, 20]
    assert any("1 of the state's sequences have no rows here, and rest: 'b'." in n for n in prediction.notes)
    again, _ = model.predict({"u": [2.0, 3.0], "id": ["b", "z"]}, id="id", state=after, return_state=True)
    assert any("1 of the sequences are not in the state, and begin: 'z'." in n for n in again.notes)
    np.testing.assert_array_equal(again.values_NO[1], model.predict({"u": [3.0]}).values_NO[0])


def test_what_is_not_a_state_of_these_sequences_is_refused(model):
    u = table(20, seed=1)["u"]
    _, state = model.predict({"u": u}, return_state=True)
    with pytest.raises(StateError, match=r"^state must be for 2 sequences, got one for 1\."):
        model.predict([{"u": u}, {"u": u}], state=state)
    with pytest.raises(StateError, match=r"^state must be a State or None, got ndarray"):
        model.predict({"u": u}, state=state["h"])
    twice = State.join([state, state])
    with pytest.raises(StateError, match=r"^state must have a different id for every sequence"):
        model.predict({"u": u, "id": np.ones(20)}, id="id", state=twice)


def test_a_state_of_another_scaling_is_refused(model):
    wide = {"u": table(50)["u"] * 3, "y": table(50)["y"]}
    other = elman.read_sequences(wide, inputs="u", targets="y")
    preparation, _ = elman.data.fit_preparation(other, inputs=("u",), targets=("y",))
    carried = predict_carried(model.network, preparation, other)
    with pytest.raises(StateError, match=r"^state must be of a model that prepares its inputs alike"):
        model.predict(wide, state=carried.state)


def test_an_input_that_stays_away_is_held_when_something_is_known(model):
    u = np.full(5, np.nan)
    centre = model.record.preparation.input_scaling.centre_C[0]
    unknown = model.predict({"u": u})
    usual = model.predict({"u": np.full(5, centre)})  # of which float32 leaves a rounding
    np.testing.assert_allclose(unknown.values_NO, usual.values_NO, rtol=1e-6)
    assert unknown.notes == ("Input 'u' begins with 5 missing values; the scaling's centre stands for them.",)
    _, state = model.predict({"u": [4.0, 2.0]}, return_state=True)
    held, _ = model.predict({"u": u}, state=state, return_state=True)
    known, _ = model.predict({"u": np.full(5, 2.0)}, state=state, return_state=True)
    np.testing.assert_array_equal(held.values_NO, known.values_NO)


def test_a_state_tells_the_centre_from_nothing_known(model, tmp_path):
    """Both are predicted alike; what is said of them differs, in tables, streams and files."""
    centre = model.record.preparation.input_scaling.centre_C[0]
    u = {"u": np.full(3, np.nan)}
    notes = {}
    for name, value in (("known", np.float32(centre)), ("unknown", None)):
        stream = model.stream()
        stream.step([value])
        stream.state.save(tmp_path / name)
        state = elman.State.load(tmp_path / name)
        assert np.isnan(state.inputs.held_BF).item() == (name == "unknown")
        prediction, after = model.predict(u, state=state, return_state=True)
        assert np.isnan(after.inputs.held_BF).item() == (name == "unknown")
        assert np.isfinite(prediction.values_NO).all()
        twin = model.stream(state=state)
        np.testing.assert_array_equal(twin.run([[None]] * 3), prediction.values_NO)
        assert twin.state.inputs.held_BF.tobytes() == after.inputs.held_BF.tobytes()
        notes[name] = prediction.notes
    assert notes["known"] == ("Input 'u' is missing 3 times; the last known value was held.",)
    assert "begins with 3 missing values" in notes["unknown"][0]
