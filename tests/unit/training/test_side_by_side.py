"""Networks side by side: each learns what it learns alone, and none stands in another's way."""

import numpy as np
import pytest

from elman.data import Window
from elman.engines import get_engine
from elman.errors import ArgumentError, DivergenceError
from elman.network import NetworkSpec, flatten_parameters
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.training import History, Training, train, train_many


def build(seed):
    spec = NetworkSpec(input_size=1, hidden_size=8, cell="gru")
    return get_engine("native").build(spec, loss=MSE(), optimizer=Adam(), seed=seed, threads=1)


def windows(seed, count=20):
    """Some long enough that the engine leaves Python's lock for them."""
    random = np.random.default_rng(seed)
    made = []
    for number in range(count):
        time = 300 if number % 2 else 5
        x, y = random.standard_normal((2, 4, time, 1)).astype(np.float32)
        made.append(Window(x, y, carries_state=number % 3 > 0))
    return made


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_each_learns_what_it_learns_alone(threads):
    alone = [build(seed) for seed in range(6)]
    histories = [History() for _ in alone]
    states = [train(network, windows(seed), histories[seed]) for seed, network in enumerate(alone)]
    trainings = [Training(network=build(seed), windows=windows(seed)) for seed in range(6)]
    together = train_many(trainings, threads=threads)
    for training, network, history in zip(trainings, alone, histories, strict=True):
        assert training.history.losses == history.losses
        np.testing.assert_array_equal(
            flatten_parameters(training.network.parameters()), flatten_parameters(network.parameters())
        )
    for state, other in zip(states, together, strict=True):
        np.testing.assert_array_equal(state.values_SLBH, other.values_SLBH)


def test_one_that_diverges_is_named_and_the_others_end_well():
    bad = windows(1)
    bad[3] = bad[3]._replace(x_BTF=bad[3].x_BTF * 0, y_BTO=bad[3].y_BTO * np.float32(1e30))
    trainings = [Training(network=build(seed), windows=windows(seed)) for seed in range(3)]
    trainings[1] = Training(network=build(1), windows=bad)
    with pytest.raises(DivergenceError, match=r"^training 1 \(of 3, 1 failed\): loss must stay finite"):
        train_many(trainings, threads=2)
    assert [training.history.num_windows for training in trainings] == [20, 3, 20]


def test_an_error_of_the_windows_is_raised_as_it_is():
    def broken():
        yield windows(0)[0]
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match=r"^mine$"):
        train_many([Training(network=build(0), windows=broken())])


def test_a_network_may_not_be_there_twice():
    network = build(0)
    twice = [Training(network=network, windows=windows(0)) for _ in range(2)]
    with pytest.raises(ArgumentError, match=r"^trainings must have a network each, got one twice among 2\."):
        train_many(twice)


@pytest.mark.parametrize("threads", [0, -1, True, 1.5])
def test_threads_are_a_number_of_them(threads):
    with pytest.raises(ArgumentError, match=r"^threads must be at least 1, got "):
        train_many([], threads=threads)


def test_nothing_to_train_is_nothing_done():
    assert train_many([]) == []
