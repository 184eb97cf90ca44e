"""However a stream is used, its answers are those of one uninterrupted run since its last start."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman import ArgumentError, Stream
from tests.conformance.stream_cases import StreamCase
from tests.conformance.stream_checks import make

CASE = StreamCase("lstm", 2, num_rows=60)
NETWORK = CASE.build_network()
ROWS = CASE.rows()
NAMES = CASE.preparation.inputs


def new_stream(state=None):
    return Stream(NETWORK, CASE.preparation, CASE.training_range, state=state)


def step_array(stream, x_TF):
    return stream, [stream.step(x_F) for x_F in x_TF]


def step_list(stream, x_TF):
    return stream, [stream.step([None if np.isnan(x) else x for x in x_F.tolist()]) for x_F in x_TF]


def step_mapping(stream, x_TF):
    return stream, [list(stream.step(dict(zip(NAMES, x_F.tolist(), strict=True))).values()) for x_F in x_TF]


def run(stream, x_TF):
    return stream, stream.run(x_TF)


def run_after_refusals(stream, x_TF):
    for bad in ([1.0], "row", [*x_TF[0][:-1], np.inf]):
        with pytest.raises(ArgumentError):
            stream.step(bad)
    return stream, stream.run(x_TF)


def run_in_a_fork(stream, x_TF):
    fork = stream.fork()
    stream.run(ROWS)
    return fork, fork.run(x_TF)


def run_from_a_state(stream, x_TF):
    heir = new_stream(stream.state)
    return heir, heir.run(x_TF)


WAYS = (step_array, step_list, step_mapping, run, run_after_refusals, run_in_a_fork, run_from_a_state)


@given(st.lists(st.tuples(st.sampled_from(WAYS), st.integers(1, 12)), max_size=8), st.integers(0, 8))
def test_any_use_is_one_run(uses, reset_after):
    stream, answers, start, row = new_stream(), [], 0, 0
    for number, (way, count) in enumerate(uses):
        if number == reset_after:
            stream.reset()
            answers, start = [], row
        x_TF = ROWS[row : row + count]
        row += len(x_TF)
        if len(x_TF):
            stream, answered = way(stream, x_TF)
            answers += [*answered]
    wanted_TO = make(Stream, CASE).run(ROWS[start:row])
    assert np.array_equal(np.array(answers).reshape(-1, wanted_TO.shape[1]), wanted_TO)
    assert stream.state.inputs.steps_B.tolist() == [row - start]
