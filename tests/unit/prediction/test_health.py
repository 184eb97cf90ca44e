import dataclasses

import numpy as np
import pytest

from elman import Stream
from tests.unit.prediction.conftest import build_parts


def test_what_was_seen_is_said_in_sentences(make_stream):
    stream = make_stream()
    stream.run([(59.0, 0.5), (60.0, 1.5), (None, 1.0), (140.0, 2.0)])
    assert stream.health.below == {"pump": 1, "valve": 0}
    assert stream.health.above == {"pump": 0, "valve": 2}
    assert stream.health.missing == {"pump": 1, "valve": 0}
    assert stream.health.sentences() == (
        "The input 'pump' was below its training range (60 to 140) in 1 of 4 rows. "
        "The prediction there is a guess.",
        "The input 'pump' was missing in 1 of 4 rows. The last known value was held.",
        "The input 'valve' was above its training range (0 to 1) in 2 of 4 rows. "
        "The prediction there is a guess.",
    )
    assert str(stream.health) == "\n".join(stream.health.sentences())


def test_good_health_is_one_sentence(make_stream):
    stream = make_stream()
    stream.step((100.0, 0.5))
    assert stream.health.sentences() == ()
    assert str(stream.health) == "Nothing to report in 1 rows."


def test_without_a_training_range_nothing_is_outside():
    network, preparation, _ = build_parts()
    stream = Stream(network, preparation)
    stream.run([(-1e6, 1e6), (None, 0.0)])
    assert (stream.health.below, stream.health.above) == ({"pump": 0, "valve": 0},) * 2
    assert stream.health.missing == {"pump": 1, "valve": 0}
    assert np.isnan(stream.health.training_range["pump"]).all()


def test_a_prediction_that_is_not_finite_is_said(make_stream):
    health = dataclasses.replace(make_stream().health, rows=7, not_finite=2)
    assert health.sentences() == (
        "The prediction was not finite in 2 of 7 rows. Reset the stream, or go on from an earlier state.",
    )


def test_health_is_a_value(make_stream):
    stream = make_stream()
    before = stream.health
    stream.step((0.0, 0.0))
    assert (before.rows, before.below["pump"]) == (0, 0)
    with pytest.raises(dataclasses.FrozenInstanceError):
        before.rows = 3
