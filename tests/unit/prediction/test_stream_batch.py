import numpy as np
import pytest

from elman import ArgumentError, DataError, StateError, Stream, StreamBatch
from tests.unit.prediction.conftest import build_parts

ROWS = np.array([[90.0, 0.75], [130.0, 0.25], [70.0, np.nan]], np.float32)


def test_rows_in_any_kind_are_answered_in_kind(make_batch):
    wanted = make_batch(3).step(ROWS)
    assert wanted.shape == (3, 2)
    assert np.array_equal(make_batch(3).step(ROWS.tolist()), wanted)
    by_name = make_batch(3).step({"valve": ROWS[:, 1], "pump": ROWS[:, 0].tolist()})
    assert np.array_equal(np.stack([by_name["level"], by_name["flow"]], axis=-1), wanted)


def test_a_chunk_is_the_same_as_its_steps(make_batch):
    x_BTF = np.stack([ROWS * factor for factor in (1.0, 0.9, 1.1, 0.7, 1.3)], axis=1)
    batch = make_batch(3)
    wanted_BTO = np.stack([batch.step(x_BTF[:, t]) for t in range(5)], axis=1)
    assert np.array_equal(make_batch(3).run(x_BTF), wanted_BTO)
    by_name = make_batch(3).run({"pump": x_BTF[..., 0], "valve": x_BTF[..., 1]})
    assert np.array_equal(by_name["flow"], wanted_BTO[..., 1])


def test_many_lanes_and_many_rows_go_in_pieces():
    """More rows than the extension takes at once, with a network that is worth several threads."""
    network, preparation, seen = build_parts()
    random = np.random.default_rng(2)
    x_BTF = (random.normal(size=(70, 150, 2)) * (20, 0.25) + (100, 0.5)).astype(np.float32)
    y_BTO = StreamBatch(network, preparation, seen, lanes=70).run(x_BTF)
    alone_TO = Stream(network, preparation, seen).run(x_BTF[41])
    assert np.allclose(y_BTO[41], alone_TO, rtol=0, atol=2e-5)
    assert np.ptp(y_BTO) > 0.1


def test_lanes_have_ids(make_batch):
    batch = make_batch(2)
    assert batch.lanes == ("1", "2")
    assert batch.join(["3", "north"]) == ("3", "north")
    batch.leave(["1", "north"])
    assert batch.join(2) == ("4", "5")
    assert batch.lanes == ("2", "3", "4", "5")
    assert len(batch) == 4


def test_a_batch_may_be_empty_for_a_while(make_batch):
    batch = make_batch(["a"])
    gone = batch.leave(["a"])
    assert batch.step(np.zeros((0, 2), np.float32)).shape == (0, 2)
    assert batch.health.rows == 0
    with pytest.raises(StateError, match="must be of one lane or more, got none"):
        _ = batch.state
    batch.join(gone)
    assert batch.lanes == ("a",)


def test_a_state_is_taken_up_again(make_batch):
    batch = make_batch(["a", "b", "c"])
    batch.step(ROWS)
    state, wanted = batch.state, batch.step(ROWS)
    assert np.array_equal(make_batch(3, state=state).step(ROWS), wanted)
    turned = make_batch(["c", "a", "b"], state=state)
    assert np.allclose(turned.step(ROWS[[2, 0, 1]]), wanted[[2, 0, 1]], rtol=0, atol=1e-5)
    more = make_batch(["a", "b", "c", "d"], state=state)
    assert more.state.inputs.steps_B.tolist() == [1, 1, 1, 0]
    with pytest.raises(StateError, match="must be for 2 sequences, got one for 3"):
        make_batch(2, state=state)
    with pytest.raises(StateError, match=r"^state must be of these lanes alone.*'c'.*state\.select\.$"):
        make_batch(["a", "b"], state=state)


def test_a_lane_goes_on_in_a_stream_of_its_own(make_batch, make_stream):
    batch = make_batch(["a", "b", "c"])
    batch.step(ROWS)
    stream = make_stream(state=batch.leave(["c"]))
    assert stream.state.inputs.ids == ("c",)
    assert stream.state.inputs.steps_B.tolist() == [1]


def test_health_of_all_and_of_one(make_batch):
    batch = make_batch(["a", "b", "c"])
    batch.step(ROWS * np.float32(2))
    assert (batch.health.rows, batch.health.above["pump"], batch.health.missing["valve"]) == (3, 2, 1)
    assert batch.health_of("b").above == {"pump": 1, "valve": 0}
    batch.leave(["b"])
    assert (batch.health.rows, batch.health.above["pump"]) == (2, 1)
    assert batch.health_of("c").missing == {"pump": 0, "valve": 1}


def test_a_fork_is_independent(make_batch):
    batch, twin = make_batch(3), make_batch(3)
    for each in (batch, twin):
        each.step(ROWS)
    fork = batch.fork()
    fork.step(ROWS)
    fork.leave(["2"])
    assert batch.lanes == ("1", "2", "3")
    assert np.array_equal(batch.step(ROWS), twin.step(ROWS))


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda batch: batch.step(ROWS[:2]), r"^rows must have the shape \(B=3, F=2\), got \(2, 2\)"),
        (lambda batch: batch.run(ROWS), r"^rows must have the shape \(B=3, T, F=2\), got \(3, 2\)"),
        (lambda batch: batch.join(["2"]), r"^lanes must have ids of their own, got \['2'\] twice"),
        (lambda batch: batch.join(["x", "x"]), r"^lanes must have ids of their own, got \['x'\] twice"),
        (lambda batch: batch.join("x"), r"^lanes must be a number, a list of ids or a state, got 'x'"),
        (lambda batch: batch.join(-1), r"^lanes must be a number, a list of ids or a state, got -1"),
        (
            lambda batch: batch.leave(["x"]),
            r"^ids must be those of one or more lanes, each once, got \['x'\]",
        ),
        (lambda batch: batch.leave([]), r"^ids must be those of one or more lanes, each once, got \[\]"),
        (lambda batch: batch.leave(["1", "1"]), r"each once, got \['1', '1'\]"),
        (lambda batch: batch.reset(["x"]), r"^ids must be those of one or more lanes"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(make_batch, call, sentence):
    batch, untouched = make_batch(3), make_batch(3)
    with pytest.raises(ArgumentError, match=sentence):
        call(batch)
    assert batch.lanes == untouched.lanes
    assert np.array_equal(batch.step(ROWS), untouched.step(ROWS))


def test_one_lane_that_cannot_go_on_holds_all_back(make_batch):
    batch, untouched = make_batch(3), make_batch(3)
    bad = ROWS.copy()
    bad[1, 0] = np.inf
    with pytest.raises(DataError, match=r"^input 'pump' must be finite, scaled too, got inf of lane 1\."):
        batch.step(bad)
    with pytest.raises(DataError, match=r"got inf in row 1 of lane 1\."):
        batch.run(np.stack([ROWS, bad], axis=1))
    assert batch.health == untouched.health
    assert np.array_equal(batch.step(ROWS), untouched.step(ROWS))


def test_repr_has_the_channels(make_batch):
    assert repr(make_batch(3)) == "StreamBatch(pump, valve -> level, flow: 3 lanes)"
