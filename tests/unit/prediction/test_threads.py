"""Threads that share a stream take turns: every row is taken once, whole, and answered."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from elman.data import Preparation
from elman.data.scaling import Scaling
from elman.engines import get_engine
from elman.evaluation import InputRange
from elman.network import NetworkSpec
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.prediction import Stream, StreamBatch

NAMES = ("u", "v")
THREADS, ROWS = 8, 100
SCALING = Scaling(method="none", centre_C=(0.0, 0.0), scale_C=(1.0, 1.0))
PREPARATION = Preparation(inputs=NAMES, targets=("y", "z"), input_scaling=SCALING, target_scaling=SCALING)
RANGE = InputRange(low_F=np.zeros(2), high_F=np.ones(2))


@pytest.fixture(scope="module", params=[4, 512])
def network(request):
    """A small one, which keeps Python's lock while it runs, and a large one, which gives it up.

    They forget at once, so that an answer tells which row it is for.
    """
    spec = NetworkSpec(input_size=2, hidden_size=request.param, output_size=2, cell="rnn")
    network = get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), threads=1)
    parameters = network.parameters()
    network.load(parameters | {"rnn.weight_hh_l0": np.zeros_like(parameters["rnn.weight_hh_l0"])})
    return network


KINDS = {
    "mapping": lambda row_F: dict(zip(NAMES, row_F.tolist(), strict=True)),
    "list": lambda row_F: row_F.tolist(),
    "array": lambda row_F: row_F,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_row_of_every_thread_is_taken_once_and_answered(network, kind):
    rows = np.random.default_rng(0).normal(size=(THREADS, ROWS, 2)).astype(np.float32)
    alone, shared = (Stream(network, PREPARATION, RANGE) for _ in range(2))
    wanted = [[alone.step(KINDS[kind](row_F)) for row_F in own] for own in rows]

    def step_often(own):
        return [shared.step(KINDS[kind](row_F)) for row_F in own]

    with ThreadPoolExecutor(THREADS) as pool:
        answers = list(pool.map(step_often, rows))
    np.testing.assert_equal(answers, wanted)
    assert shared.health == alone.health
    assert shared.state.inputs.steps_B == [THREADS * ROWS]


def test_threads_share_a_batch(network):
    batch = StreamBatch(network, PREPARATION, RANGE, lanes=["here"])
    row = np.ones((1, 2), np.float32)
    wanted = batch.fork().step(row)

    def come_and_go(thread):
        for number in range(ROWS):
            (name,) = batch.join([f"{thread} {number}"])
            assert batch.fork().leave(["here"]).inputs.ids == ("here",)
            assert batch.leave([name]).inputs.ids == (name,)

    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(come_and_go, range(THREADS)))
    assert batch.lanes == ("here",)
    np.testing.assert_array_equal(batch.step(row), wanted)


def test_a_call_waits_for_its_turn(network):
    batch = StreamBatch(network, PREPARATION, RANGE, lanes=["here"])
    with ThreadPoolExecutor(1) as pool:
        with batch._turn:
            waiting = pool.submit(batch.join, ["later"])
            assert batch.step([[1.0, 1.0]]).shape == (1, 2)
            assert batch.lanes == ("here",)
        waiting.result()
    assert batch.lanes == ("here", "later")
