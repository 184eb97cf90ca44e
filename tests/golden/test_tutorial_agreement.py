"""The first 30 losses of the tutorial recipe, on every engine, beside a plain PyTorch loop.

The recipe is chaotic: rounding errors grow from window to window until two correct programs part.
Where that starts is measured on plain PyTorch alone, in three forms that differ by nothing but
rounding (float64; float32 with the linear layer step by step, and at once). A loss is compared as
long as the three agree within a third of the tolerance. That is for all 30 windows on most seeds;
on seeds 8, 18 and 20 it is for 20 or more (on seed 8, PyTorch parts from itself by 3e-4).
"""

from typing import NamedTuple

import numpy as np
import pytest
import torch

from elman.data import sine_to_cosine
from elman.demo import DemoOptions
from elman.demo.experiment import build_network
from elman.training import History, train
from peers.pytorch_loop import PlainNetwork, make_windows, train_plain

NUM_WINDOWS = 30
NUM_SEEDS = 24
NUM_SEEDS_IN_FULL = 20
TOLERANCE = 1e-4


class PlainRun(NamedTuple):
    """What plain PyTorch made of one seed."""

    initial: dict[str, torch.Tensor]
    losses: np.ndarray
    losses_in_float64: np.ndarray
    num_comparable: int


def run_plain(seed):
    torch.manual_seed(seed)
    initial = PlainNetwork().state_dict()
    windows = make_windows(NUM_WINDOWS)
    losses = []
    for dtype, output_at_once in ((torch.float32, False), (torch.float32, True), (torch.float64, False)):
        network = PlainNetwork(output_at_once=output_at_once)
        network.load_state_dict(initial)
        pairs = [(x.to(dtype), y.to(dtype)) for x, y in windows]
        losses.append(np.array(train_plain(network.to(dtype), pairs)))
    spread = (np.max(losses, axis=0) - np.min(losses, axis=0)) / losses[0]
    parted = np.flatnonzero(spread > TOLERANCE / 3)
    return PlainRun(initial, losses[0], losses[2], int(parted[0]) if parted.size else NUM_WINDOWS)


@pytest.fixture(scope="module")
def plain_runs():
    runs = [run_plain(seed) for seed in range(NUM_SEEDS)]
    assert sum(run.num_comparable == NUM_WINDOWS for run in runs) >= NUM_SEEDS_IN_FULL
    assert min(run.num_comparable for run in runs) >= 20
    return runs


def losses_on(engine, initial, windows):
    network = build_network(DemoOptions(engine=engine, recipe="tutorial"))
    network.load(initial)
    history = History()
    train(network, windows, history)
    return np.array(history.losses)


@pytest.mark.parametrize("engine", ["native", "pytorch", "reference"])
def test_the_first_losses_are_those_of_plain_pytorch(engine, plain_runs):
    windows = sine_to_cosine(NUM_WINDOWS)
    for run in plain_runs:
        losses = losses_on(engine, run.initial, windows)
        compared = slice(run.num_comparable)
        np.testing.assert_allclose(losses[compared], run.losses[compared], rtol=TOLERANCE)


def test_the_definition_agrees_with_plain_pytorch_in_float64_on_every_seed(plain_runs):
    windows = sine_to_cosine(NUM_WINDOWS)
    for run in plain_runs:
        losses = losses_on("reference", run.initial, windows)
        np.testing.assert_allclose(losses, run.losses_in_float64, rtol=1e-9)


@pytest.mark.parametrize("seed", [0, 1, 12345])
def test_the_tutorial_starts_where_pytorch_starts(seed):
    torch.manual_seed(seed)
    plain = PlainNetwork().state_dict()
    ours = build_network(DemoOptions(engine="reference", recipe="tutorial", seed=seed)).parameters()
    assert list(ours) == list(plain)
    for name, tensor in plain.items():
        np.testing.assert_array_equal(ours[name], tensor.numpy())


def test_a_loop_that_starts_every_window_anew_is_rejected(plain_runs):
    windows = [window._replace(carries_state=False) for window in sine_to_cosine(NUM_WINDOWS)]
    losses = losses_on("reference", plain_runs[0].initial, windows)
    assert np.max(np.abs(losses / plain_runs[0].losses - 1)) > 100 * TOLERANCE
