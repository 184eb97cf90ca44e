from collections import OrderedDict
from decimal import Decimal

import numpy as np
import polars as pl
import pytest

from elman import ArgumentError, DataError, State, StateError, Stream, _native, get_engine
from elman.data.missing import MISSING_POLICIES
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.prediction.lane_states import stream_config
from tests.unit.prediction.conftest import build_parts

ROW = (90.0, 0.75)  # float32 has both


@pytest.mark.parametrize(
    "row",
    [
        np.array(ROW, np.float32),
        np.array(ROW),
        np.array(ROW, ">f4"),
        np.array([*ROW, 0.0], np.float32)[:2],
        np.array([[ROW[0], 0], [ROW[1], 0]], np.float32)[:, 0],
        np.array(ROW, object),
        list(ROW),
        ROW,
        [Decimal("90"), np.float32(0.75)],
        [90, np.array(0.75)],
        pl.Series(ROW),
    ],
    ids=lambda row: type(row).__name__,
)
def test_any_row_of_numbers_is_answered_by_an_array(make_stream, row):
    wanted = make_stream().run([ROW])[0]
    found = make_stream().step(row)
    assert isinstance(found, np.ndarray)
    assert found.dtype == np.float64
    assert np.array_equal(found, wanted)


@pytest.mark.parametrize("kind", [dict, OrderedDict, lambda row: pl.DataFrame(row).row(0, named=True)])
def test_a_mapping_is_answered_by_a_dict(make_stream, kind):
    wanted = make_stream().run([ROW])[0]
    answer = make_stream().step(kind({"time": "noon", "valve": 0.75, "pump": 90}))
    assert answer == {"level": float(wanted[0]), "flow": float(wanted[1])}
    assert all(type(value) is float for value in answer.values())


@pytest.mark.parametrize("number", [90.0, 90, np.float32(90), np.float64(90), np.array(90.0)])
def test_one_number_is_answered_by_a_float(make_stream, number):
    wanted = make_stream(1, 1).run([[90.0]])
    answer = make_stream(1, 1).step(number)
    assert type(answer) is float
    assert answer == wanted[0, 0]
    assert np.array_equal(make_stream(1, 2).step(number), make_stream(1, 2).run([90.0])[0])


@pytest.mark.parametrize("missing", [None, float("nan"), np.float32("nan")])
def test_none_and_nan_are_missing_wherever_they_stand(make_stream, missing):
    wanted = make_stream().run([ROW, (np.nan, 0.25)])
    for row in ([missing, 0.25], {"pump": missing, "valve": 0.25}, np.array([missing, 0.25], object)):
        stream = make_stream()
        stream.step(ROW)
        assert np.array_equal(np.array([*_values(stream.step(row))]), wanted[1])
    alone = make_stream(1, 1)
    assert alone.step(missing) == make_stream(1, 1).run([[np.nan]])[0, 0]


def _values(answer):
    return answer.values() if isinstance(answer, dict) else answer


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ([1.0], r"^row must have 2 values \(pump, valve\), got 1\. Give one number for each"),
        (1.0, r"^row must have 2 values \(pump, valve\), got 1"),
        (np.zeros(3, np.float32), r"^row must have 2 values .* got 3"),
        (np.zeros((1, 2), np.float32), r"^row must have 2 values .* got 1"),
        (
            [[1.0, 2.0], [3.0, 4.0]],
            r"^input 'pump' must be a number, got 2 of them \(list\)\. A step .* run\(\)\.$",
        ),
        ({"pump": 1.0}, r"^a mapping must have every input, got none for 'valve'\. Give None"),
        ({"pump": 1.0, "valve": "0.5"}, r"^input 'valve' must be a number, got '0\.5'\. None or NaN"),
        ([1.0, np.str_("0.5")], r"^input 'valve' must be a number, got .*0\.5"),
        ([1.0, b"0"], r"^input 'valve' must be a number, got b'0'"),
        ([1.0, 1j], r"^input 'valve' must be a number, got 1j"),
        (np.array(["1", "2"]), r"^input 'pump' must be a number, got .*'1'"),
        ("12", r"^row must have 2 values .* got 1"),
        ([1.0, np.inf], r"^input 'valve' must be finite, scaled too, got inf\. .*Nothing has changed\."),
        ([1.0, 3e38], r"^input 'valve' must be finite, scaled too, got 3e\+38"),
        ({"pump": 1e300, "valve": 0.5}, r"^input 'pump' must be finite, scaled too, got 1e\+300"),
        ({1.0, 2.0}, r"^row must be a mapping of names, an array, a list or a number, got set"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_in_a_sentence(make_stream, row, sentence):
    stream, untouched = make_stream(), make_stream()
    for each in (stream, untouched):
        each.step(ROW)
    with pytest.raises(ArgumentError, match=sentence):
        stream.step(row)
    assert stream.health == untouched.health
    assert np.array_equal(stream.step(ROW), untouched.step(ROW))


def test_a_missing_input_is_refused_where_the_policy_says_so(make_stream):
    stream = make_stream(missing="error")
    wanted = make_stream().step(ROW)
    with pytest.raises(
        DataError, match=r"^input 'valve' must have a value in every row, got nan\. Fill it in"
    ):
        stream.step([90.0, None])
    with pytest.raises(DataError, match=r"got nan in row 1\. Fill it in, or fit with the policy hold\."):
        stream.run([ROW, (90.0, None)])
    assert np.array_equal(stream.step(ROW), wanted)


COLUMNS = {"pump": [90.0, 110.0, None], "valve": [0.75, None, 0.5], "note": ["a", "b", "c"]}


@pytest.mark.parametrize("kind", [dict, pl.DataFrame, lambda columns: pl.DataFrame(columns).to_pandas()])
def test_a_chunk_by_names_is_answered_by_names(make_stream, kind):
    wanted = make_stream().run([(90.0, 0.75), (110.0, None), (None, 0.5)])
    answer = make_stream().run(kind(COLUMNS))
    assert list(answer) == ["level", "flow"]
    assert np.array_equal(np.stack(list(answer.values()), axis=-1), wanted)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (
            np.zeros((4, 3)),
            r"^rows must have the shape \(T, F=2\), got \(4, 3\)\. The last axis is .*pump, valve",
        ),
        (np.zeros(2), r"^rows must have the shape \(T, F=2\), got \(2,\)"),
        ([[1, 2], [3]], r"^rows must be equally long"),
        ([[1, "x"], [3, 4]], r"^an input must be a number, got 'x'"),
        (np.array([["1", "2"]]), r"^an input must be a number, got .*1"),
        (np.zeros((1, 2), complex), r"^an input must be numbers, got complex128"),
        ({"pump": [1.0]}, r"^a mapping must have every input, got none for 'valve'"),
        (pl.DataFrame({"pump": [1.0]}), r"^a mapping must have every input, got none for 'valve'"),
        ({"pump": [1.0], "valve": [1.0, 2.0]}, r"^rows must have equally many values"),
        ({"pump": [1.0], "valve": ["a"]}, r"^input 'valve' must be a number, got 'a'"),
        ([(1.0, 2.0), (1.0, -np.inf)], r"^input 'valve' must be finite, scaled too, got -inf in row 1\."),
    ],
)
def test_a_chunk_that_cannot_be_used_is_refused_in_a_sentence(make_stream, rows, sentence):
    stream = make_stream()
    with pytest.raises(ArgumentError, match=sentence):
        stream.run(rows)
    assert np.array_equal(stream.step(ROW), make_stream().step(ROW))


def test_no_rows_are_no_predictions(make_stream):
    stream = make_stream()
    assert stream.run(np.zeros((0, 2), np.float32)).shape == (0, 2)
    assert stream.health.rows == 0


def test_reset_begins_anew_and_goes_on_counting(make_stream):
    stream = make_stream()
    first = stream.run([ROW, (None, None)])
    stream.reset()
    assert np.array_equal(stream.run([ROW, (None, None)]), first)
    assert stream.state.inputs.steps_B.tolist() == [2]
    assert stream.health.rows == 4


def test_the_state_is_a_copy(make_stream):
    stream = make_stream()
    stream.step(ROW)
    state = stream.state
    state.values_SLBH[:] = 9.0
    state.inputs.held_BF[:] = 9.0
    twin = make_stream()
    twin.step(ROW)
    assert np.array_equal(stream.step((None, None)), twin.step((None, None)))


def test_a_state_of_an_engine_will_do(make_stream):
    network, preparation, seen = build_parts()
    _, state = network.forward(np.ones((1, 4, 2), np.float32))
    stream = Stream(network, preparation, seen, state=state)
    assert np.array_equal(stream.state.values_SLBH, state.values_SLBH)
    assert stream.state.inputs.steps_B.tolist() == [0]


def test_a_state_of_others_is_refused(make_stream):
    network, preparation, seen = build_parts()
    state = Stream(network, preparation, seen).state
    with pytest.raises(StateError, match="must come from this network"):
        Stream(network, preparation, seen, state=State(state.names, state.values_SLBH, "other", state.inputs))
    with pytest.raises(StateError, match="prepares its inputs alike"):
        Stream(*build_parts(missing="error"), state=state)
    with pytest.raises(StateError, match="must be for 1 sequences, got one for 2"):
        Stream(network, preparation, seen, state=State.join([state, state]))


def test_a_network_of_another_engine_is_refused():
    network, preparation, seen = build_parts()
    reference = get_engine("reference").build(network.spec, loss=MSE(), optimizer=Adam())
    with pytest.raises(
        ArgumentError, match=r"^network must be one of the native engine.*got ReferenceNetwork"
    ):
        Stream(reference, preparation, seen)


def test_a_stream_keeps_its_network_alive(make_stream):
    import gc

    stream = make_stream()
    del stream._network
    gc.collect()
    assert np.isfinite(stream.step(ROW)).all()


def test_an_output_that_is_not_finite_is_returned_and_counted():
    network, preparation, seen = build_parts()
    parameters = network.parameters()
    parameters["out.weight"][0] = parameters["out.bias"][0] = -3e38
    network.load(parameters)
    stream = Stream(network, preparation, seen)
    answer = stream.run([ROW] * 3)
    assert not np.isfinite(answer[:, 0]).any()
    assert np.isfinite(answer[:, 1]).all()
    assert stream.health.not_finite == 3


def test_step_explains_itself():
    assert "held, or the row refused" in " ".join(Stream.step.__doc__.split())


def test_repr_has_the_channels(make_stream):
    stream = make_stream()
    stream.step(ROW)
    assert repr(stream) == "Stream(pump, valve -> level, flow: 1 rows)"


def test_streams_have_every_policy_for_missing_inputs(make_stream, monkeypatch):
    wanted = make_stream().run([ROW])
    for name in MISSING_POLICIES:
        assert np.array_equal(make_stream(missing=name).run([ROW]), wanted)
    monkeypatch.setitem(MISSING_POLICIES, "mean", MISSING_POLICIES["hold"])
    with pytest.raises(ArgumentError, match=r"^missing must be one of error, hold in a stream, got 'mean'"):
        make_stream(missing="mean")


def test_channels_that_do_not_fit_the_network_are_refused():
    network, preparation, seen = build_parts()
    _, _, narrow = build_parts(1, 2)
    for other in (build_parts(1, 2)[1], build_parts(2, 1)[1]):
        with pytest.raises(ArgumentError, match=r"^preparation must have 2 inputs, .* and 2 targets, got \["):
            Stream(network, other)
    with pytest.raises(ArgumentError, match=r"^preparation must have 2 inputs, with their training range"):
        Stream(network, preparation, narrow)
    config = stream_config(network, preparation, seen, 1)
    config.low = [0.0]
    with pytest.raises(ValueError, match="the channels do not fit the network"):
        _native.Stream(network.core, config, preparation.inputs, preparation.targets)
