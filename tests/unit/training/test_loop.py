"""The loop against a network of a few lines: what it hands over, in which order, and when it stops."""

import math

import numpy as np
import pytest

from elman.data import Window
from elman.errors import DivergenceError
from elman.training import History, train


class CountingNetwork:
    """Its state is the number of windows since the start; its loss is read off the target."""

    def __init__(self):
        self.calls = []

    def train_window(self, x_BTF, y_BTO, weight_BTO=None, state=None):
        self.calls.append((x_BTF[0, 0, 0], weight_BTO, state))
        return float(y_BTO[0, 0, 0]), (state or 0) + 1


def window(number, *, loss=1.0, weight=None, carries_state=True):
    def filled(value):
        return np.full((1, 2, 1), value, np.float32)

    return Window(filled(number), filled(loss), weight, carries_state)


def test_the_state_is_carried_from_window_to_window():
    network = CountingNetwork()
    final = train(network, [window(k) for k in range(4)], History())
    assert [state for _, _, state in network.calls] == [None, 1, 2, 3]
    assert final == 4


def test_windows_are_taken_in_order_from_any_iterable():
    network = CountingNetwork()
    train(network, (window(k) for k in (3, 1, 2)), History())
    assert [x for x, _, _ in network.calls] == [3, 1, 2]


def test_a_window_that_starts_anew_gets_no_state_and_hands_on_its_own():
    network = CountingNetwork()
    windows = [window(0), window(1), window(2, carries_state=False), window(3)]
    assert train(network, windows, History()) == 2
    assert [state for _, _, state in network.calls] == [None, 1, None, 1]


def test_weights_reach_the_network():
    network = CountingNetwork()
    weight = np.zeros((1, 2, 1), np.float32)
    train(network, [window(0, weight=weight)], History())
    assert network.calls[0][1] is weight


def test_a_run_goes_on_with_its_state_and_its_record():
    network, history = CountingNetwork(), History()
    state = train(network, [window(0, loss=4.0)], history)
    seconds = history.seconds
    assert train(network, [window(1, loss=2.0)], history, state=state) == 2
    assert history.losses == [4.0, 2.0]
    assert history.seconds > seconds > 0


def test_no_window_leaves_the_state_as_it_is():
    history = History()
    assert train(CountingNetwork(), [], history, state="before") == "before"
    assert history.losses == []


def test_progress_is_told_after_every_window():
    seen = []
    train(
        CountingNetwork(),
        [window(k, loss=k) for k in range(3)],
        History(),
        progress=lambda history: seen.append((history.num_windows, history.losses[-1])),
    )
    assert seen == [(1, 0.0), (2, 1.0), (3, 2.0)]


@pytest.mark.parametrize("loss", [math.nan, math.inf])
def test_a_loss_that_is_not_finite_stops_the_run_and_says_why(loss):
    network, history = CountingNetwork(), History()
    windows = [window(0, loss=0.5), window(1, loss=70.0), window(2, loss=loss), window(3)]
    with pytest.raises(DivergenceError, match=rf"got {loss} at step 2, after 70 .*learning rate.*clip_norm"):
        train(network, windows, history)
    assert history.losses == [0.5, 70.0]
    assert len(network.calls) == 3


def test_a_first_loss_that_is_not_finite_has_another_cause():
    with pytest.raises(DivergenceError, match="before any step: the inputs, targets or parameters"):
        train(CountingNetwork(), [window(0, loss=math.nan)], History())


def test_the_run_ends_when_it_is_asked_to():
    network, history, seen = CountingNetwork(), History(), []

    def after_window(history, state):
        seen.append((history.losses[-1], state))
        return len(seen) == 2

    final = train(network, (window(k, loss=k) for k in range(5)), history, after_window=after_window)
    assert seen == [(0.0, 1), (1.0, 2)]
    assert final == 2
    assert len(network.calls) == 2
