"""The simple baselines by hand, and what holds for every registered one."""

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.evaluation.baselines import BASELINES, LastValue, Mean, fit_baselines

NAN = np.nan


def test_the_mean_of_what_is_known_in_all_sequences():
    pairs = [
        (np.zeros((3, 1)), np.array([[1.0, NAN], [3.0, 8.0], [NAN, NAN]])),
        (np.zeros((1, 1)), np.array([[11.0, 4.0]])),
    ]
    baseline = Mean.fit(pairs)
    np.testing.assert_array_equal(baseline.predict(np.zeros((2, 1)), np.empty((2, 2))), [[5.0, 6.0]] * 2)


def test_the_last_value_is_the_last_known_one_before_the_row():
    baseline = LastValue.fit([(np.zeros((2, 1)), np.array([[10.0, 20.0], [30.0, 40.0]]))])
    y_TO = np.array([[NAN, 1.0], [5.0, NAN], [NAN, NAN], [6.0, 2.0], [7.0, 3.0]])
    wanted_TO = [[20.0, 30.0], [20.0, 1.0], [5.0, 1.0], [5.0, 1.0], [6.0, 2.0]]
    np.testing.assert_array_equal(baseline.predict(np.zeros((5, 1)), y_TO), wanted_TO)


def test_past_targets_decide_which_apply():
    random = np.random.default_rng(0)
    pairs = [(random.standard_normal((50, 1)), random.standard_normal((50, 1)))]
    assert set(fit_baselines(pairs)) == {"mean", "linear"}
    assert set(fit_baselines(pairs, past_targets=True)) == set(BASELINES)


@pytest.fixture
def pairs():
    random = np.random.default_rng(4)
    lengths = (60, 5, 35)
    return [(random.standard_normal((n, 2)), random.standard_normal((n, 3))) for n in lengths]


@pytest.mark.parametrize("name", BASELINES)
def test_it_survives_being_stored(name, pairs):
    baseline = BASELINES[name].fit(pairs)
    arrays = baseline.arrays()
    assert all(isinstance(array, np.ndarray) for array in arrays.values())
    again = BASELINES[name].from_arrays(arrays)
    np.testing.assert_array_equal(again.predict(*pairs[0]), baseline.predict(*pairs[0]))
    with pytest.raises(ArgumentError, match="arrays must be named"):
        BASELINES[name].from_arrays({})


@pytest.mark.parametrize("name", BASELINES)
def test_it_sees_no_future_and_of_the_targets_only_the_past(name, pairs):
    baseline = BASELINES[name].fit(pairs)
    x_TF, y_TO = pairs[0]
    whole_TO = baseline.predict(x_TF, y_TO)
    other_x_TF, other_y_TO = x_TF.copy(), y_TO.copy()
    other_x_TF[31:], other_y_TO[30:] = 99.0, 99.0
    np.testing.assert_array_equal(baseline.predict(other_x_TF, other_y_TO)[:31], whole_TO[:31])
    if not baseline.needs_past_targets:
        np.testing.assert_array_equal(baseline.predict(x_TF, np.full_like(y_TO, NAN)), whole_TO)


@pytest.mark.parametrize("name", BASELINES)
def test_the_order_of_sequences_does_not_matter(name, pairs):
    one = BASELINES[name].fit(pairs).predict(*pairs[0])
    other = BASELINES[name].fit(pairs[::-1]).predict(*pairs[0])
    np.testing.assert_allclose(other, one, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", BASELINES)
def test_a_target_that_is_nowhere_known_is_refused(name):
    y_TO = np.array([[1.0, NAN], [2.0, NAN]])
    with pytest.raises(ArgumentError, match="must hold a known value of every channel, got none in column 1"):
        BASELINES[name].fit([(np.zeros((2, 1)), y_TO)])


@pytest.mark.parametrize("name", BASELINES)
def test_an_empty_sequence_gives_an_empty_prediction(name, pairs):
    assert BASELINES[name].fit(pairs).predict(np.empty((0, 2)), np.empty((0, 3))).shape == (0, 3)
