"""Subnormal numbers count as zero inside the engine's calls, on every thread, and nowhere else."""

import numpy as np
import pytest

from elman import _native
from elman.engines import get_engine
from elman.network import NetworkSpec
from elman.network.losses import MSE
from elman.optimizers import Adam

SUBNORMAL = np.float32(1e-40)


def tiny_prediction(engine, threads=1):
    """What a network without biases makes of subnormal inputs: not zero, unless they are taken as zero."""
    network = get_engine(engine).build(
        NetworkSpec(input_size=1, cell="rnn"), loss=MSE(), optimizer=Adam(), threads=threads
    )
    parameters = {name: np.ones_like(value) for name, value in network.parameters().items()}
    parameters |= {name: np.zeros_like(value) for name, value in parameters.items() if "bias" in name}
    network.load(parameters)
    return network.forward(np.full((64, 20, 1), SUBNORMAL, dtype=network.parameters()["out.bias"].dtype))[0]


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("name", _native.instruction_sets())
def test_subnormal_inputs_are_zero(monkeypatch, name, threads):
    monkeypatch.setenv("ELMAN_ISA", name)
    assert (tiny_prediction("native", threads) == 0).all()


def test_they_would_show():
    assert (tiny_prediction("reference") != 0).all()


def test_the_callers_arithmetic_keeps_them():
    tiny_prediction("native", threads=2)
    assert np.full(64, SUBNORMAL).sum() > SUBNORMAL
