"""A stream that runs for long: its memory does not grow, and it says what one prediction of all rows says."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from elman import DataError, Stream, StreamBatch
from elman.prediction import predict_carried
from tests.conformance.cases import Sizes
from tests.conformance.stream_cases import StreamCase
from tests.conformance.stream_checks import make

ROOT = Path(__file__).parents[2]
ONE_TO_ONE = StreamCase("gru", 1, Sizes(1, 8, 1, 1, 1), 1_000_000)


def test_a_million_steps_equal_one_prediction():
    x_TF = ONE_TO_ONE.rows()
    stream = make(Stream, ONE_TO_ONE)
    y_T = np.fromiter((stream.step(x) for x in x_TF[:, 0].tolist()), np.float64, len(x_TF))
    predicted = predict_carried(
        ONE_TO_ONE.build_network(), ONE_TO_ONE.preparation, ONE_TO_ONE.sequences(x_TF)
    )
    assert np.array_equal(y_T, predicted.values_NO[:, 0])
    assert stream.health.rows == len(x_TF)


def test_no_row_of_any_kind_is_left_in_memory():
    # The address sanitizer keeps what is freed for a while, unless told not to.
    sanitizer = {"ASAN_OPTIONS": f"{os.environ.get('ASAN_OPTIONS', '')}:quarantine_size_mb=0"}
    program = [sys.executable, "-m", "tests.native.stream_memory"]
    done = subprocess.run(
        program, cwd=ROOT, env=os.environ | sanitizer, check=True, capture_output=True, text=True
    )
    growths = json.loads(done.stdout)
    # The smallest object of Python that a row could leave has 24 bytes; under the sanitizer, memory wanders.
    assert growths.pop("kept") > 150_000 * 24
    assert len(growths) == 9
    assert max(growths.values()) < 2**21, growths


@pytest.mark.parametrize("bad_row", [0, 4095, 4096, 8999])
def test_a_chunk_is_looked_at_to_its_end_before_it_is_begun(bad_row):
    x_TF = ONE_TO_ONE.rows()[:9000]
    x_TF[bad_row] = np.inf
    stream = make(Stream, ONE_TO_ONE)
    with pytest.raises(DataError, match=f"got inf in row {bad_row}"):
        stream.run(x_TF)
    assert stream.health.rows == 0
    assert not stream.state.values_SLBH.any()


def test_streams_of_one_network_run_in_several_python_threads():
    """So large that the GIL is given up: what they share is the network and its workspace."""
    case = StreamCase("gru", 2, Sizes(3, 64, 2, 1, 1), 600)
    network = case.build_network()

    def predict(number):
        x_BTF = np.stack([case.rows(10 * number + lane) for lane in range(4)])
        batch = StreamBatch(network, case.preparation, case.training_range, lanes=4)
        return np.concatenate([batch.run(part_BTF) for part_BTF in np.split(x_BTF, 10, axis=1)], axis=1)

    wanted = [predict(number) for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(predict, range(4)))
    assert all(np.array_equal(*pair) for pair in zip(found, wanted, strict=True))
