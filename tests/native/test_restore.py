"""Going back to any step takes as long as to any other, and a run goes on from there with the same bits."""

from dataclasses import replace

import numpy as np
import pytest

from elman.engines import get_engine
from elman.errors import ArgumentError
from elman.network import NetworkSpec, flatten_parameters
from elman.network.losses import MSE
from elman.optimizers import Adam, AdamW

MULTIPLIED = 2**24  # steps after which native/network/decay_powers.h makes powers by squaring
USUAL, SLOWEST = Adam(), AdamW(beta1=1 - 1e-12, beta2=1 - 2**-53)


def build(optimizer):
    return get_engine("native").build(NetworkSpec(input_size=1), loss=MSE(), optimizer=optimizer)


def train(network, num_steps):
    random = np.random.default_rng(1)
    for x_BTF, y_BTO in random.normal(size=(num_steps, 2, 1, 5, 1)).astype(np.float32):
        network.train_window(x_BTF, y_BTO)
    return flatten_parameters(network.parameters())


def multiplied_up(beta, num_steps):
    power = 1.0
    for _ in range(num_steps):
        power *= beta
    return power


@pytest.mark.parametrize("optimizer", [USUAL, SLOWEST], ids=["usual", "slowest"])
@pytest.mark.parametrize("step", [2**40, 2**62, 2**63 - 10])
def test_no_step_takes_long_to_go_to(optimizer, step):
    network = build(optimizer)
    train(network, 3)
    network.restore(replace(network.snapshot(), step=step))
    assert network.num_steps == step
    assert np.isfinite(train(network, 3)).all()


@pytest.mark.parametrize("step", [0, 1, 1000, 36_000, 40_000, MULTIPLIED - 1])
@pytest.mark.parametrize("optimizer", [USUAL, Adam(beta1=1 - 1e-7, beta2=1 - 1e-7)], ids=["usual", "slow"])
def test_stepping_and_restoring_give_the_same_bits(step, optimizer):
    network = build(optimizer)
    train(network, 2)
    network.restore(replace(network.snapshot(), step=step))
    train(network, 3)
    resumed = build(optimizer)
    resumed.restore(network.snapshot())
    np.testing.assert_array_equal(train(resumed, 2), train(network, 2))


def test_the_powers_are_those_that_were_multiplied_up():
    """As version 0.1.0 made them: a parameter whose gradient is 0 moves by what its corrections say."""
    network, step = build(USUAL), 5000
    snapshot = network.snapshot()
    ones = {name: np.ones_like(value) for name, value in snapshot.m.items()}
    network.restore(replace(snapshot, m=ones, v=ones, step=step))
    x_BTF = np.zeros((1, 1, 1), np.float32)
    network.train_window(x_BTF, x_BTF, x_BTF)
    rate = np.float32(USUAL.learning_rate) / np.float32(1.0 - multiplied_up(USUAL.beta1, step + 1))
    root = np.sqrt(np.float32(USUAL.beta2)) / np.sqrt(np.float32(1.0 - multiplied_up(USUAL.beta2, step + 1)))
    moved = flatten_parameters(network.parameters()) - flatten_parameters(snapshot.parameters)
    np.testing.assert_allclose(moved, -rate * np.float32(USUAL.beta1) / root, rtol=1e-4)


@pytest.mark.parametrize("step", [-1, 2**63, 10**400, 1.5, True, None])
def test_what_is_no_step_is_refused(step):
    network = build(USUAL)
    with pytest.raises(
        ArgumentError, match=r"^snapshot.step must be a whole number from 0 to 2\^63 - 1, got"
    ):
        network.restore(replace(network.snapshot(), step=step))
    assert network.num_steps == 0
