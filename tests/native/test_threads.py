"""Neither threads nor processes nor the division of a batch change a bit of what the engine computes."""

import multiprocessing
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from elman.engines import get_engine
from elman.network import NetworkSpec, flatten_parameters
from elman.network.losses import Huber
from elman.optimizers import AdamW

CELLS = ("gru", "lstm", "rnn", "rnn_relu")


def build(cell, *, threads=1, hidden_size=13, num_layers=2, seed=3):
    spec = NetworkSpec(
        input_size=2, hidden_size=hidden_size, num_layers=num_layers, output_size=2, cell=cell, dropout=0.2
    )
    optimizer = AdamW(learning_rate=0.01, clip_norm=0.05)
    return get_engine("native").build(spec, loss=Huber(), optimizer=optimizer, seed=seed, threads=threads)


def window(batch, time, seed=0):
    random = np.random.default_rng(seed)
    x_BTF = random.normal(size=(batch, time, 2)).astype(np.float32)
    y_BTO = random.normal(size=(batch, time, 2)).astype(np.float32)
    weight_BTO = random.choice(np.float32([0, 0.5, 1]), size=y_BTO.shape)
    return x_BTF, y_BTO, weight_BTO


def train(network, batch, time, num_windows=3):
    """Everything that comes out of a short training, as one vector."""
    state, parts = None, []
    for seed in range(num_windows):
        loss, state = network.train_window(*window(batch, time, seed), state)
        parts += [[loss], state.values_SLBH.ravel()]
    prediction_BTO, _ = network.forward(window(batch, time)[0], state)
    return np.concatenate([*parts, prediction_BTO.ravel(), flatten_parameters(network.parameters())])


# 200 and 450 sequences are divided into slices within a shard, 17 into two shards.
@pytest.mark.parametrize("batch", [1, 17, 33, 200, 450])
@pytest.mark.parametrize("cell", CELLS)
def test_any_number_of_threads_gives_the_same_bits(cell, batch):
    one = train(build(cell), batch, 4)
    assert np.isfinite(one).all()
    for threads in (2, 3, 7):
        np.testing.assert_array_equal(train(build(cell, threads=threads), batch, 4), one)


def test_another_order_of_the_sum_would_show():
    """The comparison is not blind: another order of the sequences moves the last bits."""
    network, other = build("gru"), build("gru")
    x, y, weight = window(33, 4)
    first = flatten_parameters(network.gradients(x, y, weight))
    x, y, weight = (np.ascontiguousarray(array[::-1]) for array in (x, y, weight))
    assert (flatten_parameters(other.gradients(x, y, weight)) != first).any()


@pytest.mark.parametrize("cell", CELLS)
def test_large_weights_are_divided_otherwise_and_agree(cell):
    """Above 256 KiB of weights, shards have more rows; the reference knows nothing of shards."""
    x, y, weight = window(48, 2)
    spec = NetworkSpec(input_size=2, hidden_size=150, num_layers=2, output_size=2, cell=cell)
    options = {"loss": Huber(), "optimizer": AdamW(), "seed": 1}
    wanted = get_engine("reference").build(spec, **options).gradients(x, y, weight)
    got = get_engine("native").build(spec, threads=2, **options).gradients(x, y, weight)
    for name, gradient in wanted.items():
        np.testing.assert_allclose(got[name], gradient, rtol=0, atol=1e-5 * np.abs(gradient).max())


@pytest.mark.parametrize("cell", CELLS)
def test_a_long_sequence_is_run_in_chunks_without_a_trace(cell):
    network = build(cell)
    x_BTF = window(2, 700)[0]
    prediction_BTO, after = network.forward(x_BTF)
    state, parts = None, []
    for x in np.split(x_BTF, [1, 257, 300], axis=1):
        part, state = network.forward(np.ascontiguousarray(x), state)
        parts.append(part)
    np.testing.assert_array_equal(np.concatenate(parts, axis=1), prediction_BTO)
    np.testing.assert_array_equal(state.values_SLBH, after.values_SLBH)


def test_networks_train_side_by_side_in_python_threads():
    alone = [train(build(cell), 40, 30) for cell in CELLS]
    with ThreadPoolExecutor(len(CELLS)) as executor:
        together = list(executor.map(lambda cell: train(build(cell, threads=2), 40, 30), CELLS))
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_array_equal(other, one)


def test_one_network_in_several_python_threads_is_not_torn():
    """Calls on one network take turns: each prediction is that of a network alone."""
    network = build("lstm", threads=2)
    inputs = [window(40, 30, seed)[0] for seed in range(16)]
    wanted = [network.forward(x)[0] for x in inputs]
    with ThreadPoolExecutor(4) as executor:
        got = list(executor.map(lambda x: network.forward(x)[0], inputs))
    for one, other in zip(wanted, got, strict=True):
        np.testing.assert_array_equal(other, one)


def _send_training(connection, network):
    connection.send(train(network, 40, 5))


def test_a_forked_process_makes_its_own_threads():
    network = build("gru", threads=2)
    network.forward(window(40, 5)[0])  # starts the threads, which the fork will not have
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_send_training, args=(sender, network))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12 warns of any fork with threads
        process.start()
    assert receiver.poll(60), "the forked process hangs"
    np.testing.assert_array_equal(receiver.recv(), train(network, 40, 5))
    process.join()
