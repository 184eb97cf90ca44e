"""Ctrl-C ends a long call of the engine in the middle, and nothing has changed."""

import pytest

from tests.native.processes import run_apart

PROGRAM = """
import os
import signal
import threading

def interrupt(call):
    '''Whether Ctrl-C ended the call: pressed while it ran, for the call gives the GIL up.'''
    timer = threading.Timer(0.3, os.kill, (os.getpid(), signal.SIGINT))
    try:
        timer.start()
        call()
    except KeyboardInterrupt:
        return True
    finally:
        timer.join()
    return False
"""


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize(("batch", "time"), [(1, 12_000), (48, 600)])
def test_a_training_step_is_not_taken(threads, batch, time):
    """A call that only looks at signals in the end has taken the step by then."""
    program = f"""
network = build(hidden_size=384, num_layers=2, threads={threads})
before = flatten_parameters(network.parameters())
arrays = window({batch}, {time})
print(interrupt(lambda: network.train_window(*arrays)), network.num_steps)
print(np.array_equal(flatten_parameters(network.parameters()), before))
print(interrupt(lambda: network.gradients(*arrays)))
small, twin = window(5, 10), build(hidden_size=384, num_layers=2, threads={threads})
print(network.train_window(*small)[0] == twin.train_window(*small)[0])
"""
    assert run_apart(PROGRAM + program) == "True 0\nTrue\nTrue\nTrue\n"


@pytest.mark.parametrize("lanes", [1, 40])
def test_a_stream_has_not_moved(lanes):
    program = f"""
from elman import StreamBatch
from elman.evaluation import InputRange
from tests.conformance.cases import Sizes
from tests.conformance.stream_cases import StreamCase

case = StreamCase("lstm", 2, Sizes(1, 256, 1, 1, 1), 1)
batch = StreamBatch(case.build_network(), case.preparation, case.training_range, lanes={lanes})
x_BTF = np.random.default_rng(0).standard_normal(({lanes}, 400_000 // {lanes}, 1)).astype(np.float32)
batch.run(x_BTF[:, :10])
before, rows = batch.state, batch.health.rows
print(interrupt(lambda: batch.run(x_BTF)), batch.health.rows == rows)
print(np.array_equal(batch.state.values_SLBH, before.values_SLBH))
print(np.array_equal(batch.state.inputs.steps_B, before.inputs.steps_B))
"""
    assert run_apart(PROGRAM + program) == "True True\nTrue\nTrue\n"


def test_a_handler_that_returns_lets_the_call_go_on():
    program = """
network, twin = build(hidden_size=256, threads=2), build(hidden_size=256, threads=1)
arrays, seen = window(48, 200), []
signal.signal(signal.SIGINT, lambda number, frame: seen.append(network.instruction_set))
print(interrupt(lambda: [network.train_window(*arrays) for _ in range(3)]), len(seen))
for _ in range(3):
    twin.train_window(*arrays)
print(np.array_equal(flatten_parameters(network.parameters()), flatten_parameters(twin.parameters())))
"""
    assert run_apart(PROGRAM + program) == "False 1\nTrue\n"
