"""What every stream must do. A check takes how the stream is made, so that it can be given a mutant."""

from __future__ import annotations

import numpy as np
import pytest

from elman import State
from elman.errors import DataError
from elman.prediction import Stream, predict_carried


def make(stream_class, case, **options):
    return stream_class(case.build_network(), case.preparation, case.training_range, **options)


def define(case, x_TF):
    """Predictions in float64 units, from the definition of every part: row by row, on the float64 engine."""
    preparation = case.preparation
    network, state = case.build_network("reference"), None
    held_F = np.zeros(x_TF.shape[1], np.float32)
    predictions = []
    for x_F in x_TF:
        for f, (centre, scale) in enumerate(
            zip(preparation.input_scaling.centre_C, preparation.input_scaling.scale_C, strict=True)
        ):
            if not np.isnan(x_F[f]):
                held_F[f] = np.float32((float(x_F[f]) - centre) / scale)
        y_BTO, state = network.forward(held_F[np.newaxis, np.newaxis].astype(np.float64), state)
        predictions.append(y_BTO[0, 0])
    scaling = preparation.target_scaling
    return np.array(predictions) * scaling.scale_C + scaling.centre_C


def check_definition(stream_class, case):
    """Within 1e-5 of a target's scale, and what float64 costs in its units."""
    x_TF = case.rows()[:120]
    wanted_TO = define(case, x_TF)
    limit_TO = 1e-5 * np.array(case.preparation.target_scaling.scale_C) + 2.0**-50 * np.abs(wanted_TO)
    assert (np.abs(make(stream_class, case).run(x_TF) - wanted_TO) <= limit_TO).all()


def check_pieces(stream_class, case, folder):
    """Full = predicted = chunks of random sizes = single steps = saved, reloaded and continued: the bits."""
    x_TF = case.rows()
    whole = make(stream_class, case)
    y_TO = whole.run(x_TF)
    predicted = predict_carried(case.build_network(), case.preparation, case.sequences(x_TF))
    assert np.array_equal(y_TO, predicted.values_NO)
    for walk in (_by_chunks, _by_steps, _by_files):
        stream, parts = walk(stream_class, case, x_TF, folder)
        assert np.array_equal(np.concatenate(parts), y_TO), walk.__name__
        _assert_same_state(stream.state, whole.state)
    _assert_same_state(predicted.state, whole.state)


def check_refusal(stream_class, case):
    """A row that cannot be used, alone or last in a chunk, changes neither the state nor the counts."""
    x_TF = case.rows()
    stream, untouched = (_after(stream_class, case, x_TF[:50]) for _ in range(2))
    bad_TF = x_TF[50:60].copy()
    bad_TF[-1, -1] = np.inf
    with pytest.raises(DataError):
        stream.run(bad_TF)
    with pytest.raises(DataError):
        stream.step(bad_TF[-1])
    _assert_same_state(stream.state, untouched.state)
    assert stream.health == untouched.health
    assert np.array_equal(stream.run(x_TF[50:]), untouched.run(x_TF[50:]))


def check_fork(stream_class, case):
    """A fork goes on as its origin would, and neither notices the other."""
    x_TF = case.rows()
    stream = _after(stream_class, case, x_TF[:50])
    fork = stream.fork()
    assert fork.health == stream.health
    assert np.array_equal(fork.run(x_TF[50:90]), _after(stream_class, case, x_TF[:50]).run(x_TF[50:90]))
    fork.reset()
    _assert_same_state(stream.state, _after(stream_class, case, x_TF[:50]).state)
    assert np.array_equal(stream.run(x_TF[50:]), _after(stream_class, case, x_TF[:50]).run(x_TF[50:]))


def _after(stream_class, case, x_TF):
    stream = make(stream_class, case)
    stream.run(x_TF)
    return stream


def check_health(stream_class, case):
    """The counts are those that NumPy finds in the same rows."""
    x_TF, seen = case.rows(), case.training_range
    stream = make(stream_class, case)
    for x_F in x_TF[:90]:
        stream.step(x_F)
    stream.run(x_TF[90:])
    for counts, found_TF in (
        (stream.health.below, x_TF < seen.low_F),
        (stream.health.above, x_TF > seen.high_F),
        (stream.health.missing, np.isnan(x_TF)),
    ):
        assert list(counts.values()) == found_TF.sum(axis=0).tolist()
        assert min(counts.values()) > 0
    assert (stream.health.rows, stream.health.not_finite) == (len(x_TF), 0)


def check_lanes(batch_class, case):
    """Lanes that join and leave in the middle predict what streams of their own do.

    Across batch sizes the sums of a product are ordered differently: 1e-5 of a target's scale.
    """
    x_TF = {name: case.rows(number) for number, name in enumerate(("a", "b", "c", "d"))}
    batch = make(batch_class, case, lanes=["a", "b"])
    first, gone = {}, {}
    _go_on(batch, x_TF, 0, 40, first)
    batch.join(["c", "d"])
    _go_on(batch, x_TF, 40, 70, first)
    away = batch.leave(["b"])
    _go_on(batch, x_TF, 70, 90, first)
    batch.reset(["d"])
    batch.join(away)
    assert batch.lanes == ("a", "c", "d", "b")
    _go_on(batch, x_TF, 90, 130, gone)
    rows = {
        "a": (slice(0, 130),),
        "b": (slice(0, 70), slice(90, 130)),
        "c": (slice(40, 130),),
        "d": (slice(40, 90), slice(90, 130)),
    }
    scale_O = np.array(case.preparation.target_scaling.scale_C)
    for name, pieces in rows.items():
        wanted = _alone(case, x_TF[name], pieces, anew=name == "d")
        found = np.concatenate(first[name] + gone[name])
        assert (np.abs(found - wanted) <= 1e-5 * scale_O + 2.0**-23 * np.abs(wanted)).all(), name


def _alone(case, x_TF, pieces, *, anew):
    stream = make(Stream, case)
    parts = []
    for piece in pieces:
        parts.append(stream.run(x_TF[piece]))
        if anew:
            stream.reset()
    return np.concatenate(parts)


def _go_on(batch, x_TF, start, stop, predictions):
    for row in range(start, stop):
        y_BO = batch.step(np.stack([x_TF[name][row] for name in batch.lanes]))
        for name, y_O in zip(batch.lanes, y_BO, strict=True):
            predictions.setdefault(name, []).append(y_O[np.newaxis])


def _by_chunks(stream_class, case, x_TF, folder):
    cuts = np.sort(np.random.default_rng(7).integers(0, len(x_TF), 12))
    stream = make(stream_class, case)
    return stream, [stream.run(part_TF) for part_TF in np.split(x_TF, cuts)]


def _by_steps(stream_class, case, x_TF, folder):
    stream = make(stream_class, case)
    return stream, [stream.step(x_F)[np.newaxis] for x_F in x_TF]


def _by_files(stream_class, case, x_TF, folder):
    stream, parts = make(stream_class, case), []
    for part_TF in np.array_split(x_TF, 5):
        parts.append(stream.run(part_TF))
        stream.state.save(folder / "state")
        stream = make(stream_class, case, state=State.load(folder / "state"))
    return stream, parts


def _assert_same_state(state, other):
    assert np.array_equal(state.values_SLBH, other.values_SLBH)
    assert np.array_equal(state.inputs.held_BF, other.inputs.held_BF)
    assert np.array_equal(state.inputs.steps_B, other.inputs.steps_B)
    assert state.inputs.ids == other.inputs.ids
