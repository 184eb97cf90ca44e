"""A stream that runs for long: its memory does not grow, and it says what one prediction of all rows says."""

from pathlib import Path

import numpy as np
import pytest

from elman import DataError, Stream
from elman.prediction import predict_carried
from tests.conformance.cases import Sizes
from tests.conformance.stream_cases import StreamCase
from tests.conformance.stream_checks import make

ONE_TO_ONE = StreamCase("gru", 1, Sizes(1, 8, 1, 1, 1), 1_000_000)
PAGE = 4096


def resident_memory():
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE


def growth_of_a_million_steps(step, x_T, y_T):
    """Bytes that are resident after a million rows and were not after the first thousand."""
    rows = x_T.tolist()
    for row in range(1000):
        y_T[row] = step(rows[row])
    before = resident_memory()
    for row in range(1000, len(rows)):
        y_T[row] = step(rows[row])
    return resident_memory() - before


def test_a_million_steps_take_no_memory_and_equal_one_prediction():
    x_TF = ONE_TO_ONE.rows()
    y_T = np.full(len(x_TF), np.nan, np.float32)
    stream = make(Stream, ONE_TO_ONE)
    assert growth_of_a_million_steps(stream.step, x_TF[:, 0], y_T) < 2**20
    predicted = predict_carried(
        ONE_TO_ONE.build_network(), ONE_TO_ONE.preparation, ONE_TO_ONE.sequences(x_TF)
    )
    assert np.array_equal(y_T, predicted.values_NO[:, 0])
    assert stream.health.rows == len(x_TF)


def test_a_stream_that_keeps_eight_bytes_a_row_would_be_found():
    x_TF = ONE_TO_ONE.rows()
    y_T = np.full(len(x_TF), np.nan, np.float32)
    stream, kept = make(Stream, ONE_TO_ONE), []

    def step(row):
        kept.append(row)
        return stream.step(row)

    assert growth_of_a_million_steps(step, x_TF[:, 0], y_T) > 2**22


@pytest.mark.parametrize("bad_row", [0, 4095, 4096, 8999])
def test_a_chunk_is_looked_at_to_its_end_before_it_is_begun(bad_row):
    x_TF = ONE_TO_ONE.rows()[:9000]
    x_TF[bad_row] = np.inf
    stream = make(Stream, ONE_TO_ONE)
    with pytest.raises(DataError, match=f"got inf in row {bad_row}"):
        stream.run(x_TF)
    assert stream.health.rows == 0
    assert not stream.state.values_SLBH.any()
