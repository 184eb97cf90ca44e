"""Each caution speaks when it should, with its numbers, and is silent when it should be."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import lfilter

from elman.evaluation.cautions import CAUTIONS, Evidence, InputRange, find_cautions
from elman.evaluation.cautions.beyond_training import (
    warn_of_inputs_beyond_training,
    warn_of_targets_beyond_training,
)
from elman.evaluation.cautions.delayed_copy import warn_of_delayed_copy
from elman.evaluation.cautions.flat_line import warn_of_flat_line
from elman.evaluation.cautions.leak import warn_of_leak

N = 3000


def evidence(truth, prediction=None, x=None, lengths=None, training=None):
    truth_NO = np.asarray(truth, dtype=np.float32).reshape(len(truth), -1 if len(truth) else 1)
    x_NF = (
        np.zeros((len(truth), 1)) if x is None else np.asarray(x).reshape(len(truth), -1 if len(truth) else 1)
    )
    return Evidence(
        truth_NO=truth_NO,
        prediction_NO=truth_NO
        if prediction is None
        else np.asarray(prediction, np.float32).reshape(truth_NO.shape),
        x_NF=x_NF.astype(np.float32),
        lengths=lengths or (len(truth),),
        target_names=tuple(f"y{o}" for o in range(truth_NO.shape[1])),
        input_names=tuple(f"u{f}" for f in range(x_NF.shape[1])),
        training_range=None
        if training is None
        else InputRange.of(np.asarray(training).reshape(len(training), -1)),
    )


def noise(seed=0, rows=N):
    return np.random.default_rng(seed).standard_normal(rows)


SIGNALS = {
    "noise": noise(),
    "random walk": noise().cumsum(),
    "autoregression": lfilter([1], [1, -0.9], noise()),
    "sine": np.sin(np.arange(N) / 200) + 1e-3 * noise(),
    "pure sine": np.sin(np.arange(N) / 30),
    "slow": lfilter([1e-4], [1, -1.98, 0.9801], noise()),
    "resonance": lfilter([1], [1, -1.8, 0.97], noise()),
}


@pytest.mark.parametrize("name", SIGNALS)
@pytest.mark.parametrize("delay", [1, 4])
def test_a_delayed_copy_is_found(name, delay):
    truth = SIGNALS[name]
    prediction = np.roll(truth, delay)
    prediction[:delay] = truth[0]
    (sentence,) = warn_of_delayed_copy(evidence(truth, prediction))
    assert f"the truth of {delay} step" in sentence
    assert sentence.startswith("The prediction of 'y0' is a delayed copy of the truth")


@pytest.mark.parametrize("name", SIGNALS)
@pytest.mark.parametrize("share", [0.0, 1e-3, 0.03, 0.3, 1.0, 5.0])
def test_an_honest_prediction_is_no_delayed_copy(name, share):
    truth = SIGNALS[name]
    prediction = truth + share * truth.std() * noise(9)
    assert warn_of_delayed_copy(evidence(truth, prediction)) == []
    slow_error = share * truth.std() * lfilter([0.05], [1, -0.95], noise(9))
    assert warn_of_delayed_copy(evidence(truth, truth + slow_error)) == []


def test_the_best_predictor_of_a_fading_memory_is_no_copy():
    truth = lfilter([1], [1, -0.5], noise())
    prediction = 0.5 * np.roll(truth, 1)
    # It correlates with the step before perfectly, but repeating that value would do worse.
    assert warn_of_delayed_copy(evidence(truth, prediction)) == []


def test_a_prediction_that_leads_is_no_delayed_copy():
    truth = SIGNALS["autoregression"]
    assert warn_of_delayed_copy(evidence(truth, np.roll(truth, -1))) == []


def test_a_delay_is_counted_within_sequences():
    truth = noise(rows=600) + np.repeat(np.arange(6) * 100.0, 100)
    prediction = np.concatenate([np.r_[part[0], part[:-1]] for part in truth.reshape(6, 100)])
    assert len(warn_of_delayed_copy(evidence(truth, prediction, lengths=(100,) * 6))) == 1
    truth[::9] = np.nan
    assert len(warn_of_delayed_copy(evidence(truth, prediction, lengths=(100,) * 6))) == 1


@pytest.mark.parametrize(("share", "alarms"), [(0.0, 1), (0.04, 1), (0.06, 0), (1.0, 0)])
def test_a_flat_line(share, alarms):
    truth = 5 + noise()
    sentences = warn_of_flat_line(evidence(truth, 5 + share * (truth - 5)))
    assert len(sentences) == alarms
    if share == 0.04:
        assert "(4 % of it)" in sentences[0]


def test_flat_within_each_sequence_is_flat():
    levels = np.repeat([0.0, 100.0], N // 2)
    assert len(warn_of_flat_line(evidence(levels + noise(), levels, lengths=(N // 2, N // 2)))) == 1
    assert warn_of_flat_line(evidence(levels + noise(), levels)) == []


def test_a_truth_that_does_not_move_asks_for_a_flat_line():
    assert warn_of_flat_line(evidence(np.full(50, 0.1), np.full(50, 0.3))) == []
    assert warn_of_flat_line(evidence(np.full(50, np.nan), np.full(50, 0.3))) == []


def test_inputs_beyond_the_training_range_are_named_with_share_and_distance():
    x_NF = np.zeros((1000, 2))
    x_NF[:40, 1] = 12.0
    x_NF[40:60, 1] = -1.0
    training_NF = np.array([[-1.0, 0.0], [1.0, 10.0]])
    (sentence,) = warn_of_inputs_beyond_training(evidence(np.zeros(1000), x=x_NF, training=training_NF))
    assert "input 'u1' leaves the training range in 6 % of the rows, by up to 20 % of that range" in sentence
    assert "went from 0 to 10, here from -1 to 12" in sentence


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(
    "make",
    [
        noise,
        lambda seed: noise(seed) ** 3,
        lambda seed: np.random.default_rng(seed).random(N),
        lambda seed: np.sin(np.arange(N) / 40 + seed),
    ],
)
def test_the_same_noise_again_is_not_beyond(make, seed):
    assert (
        warn_of_inputs_beyond_training(evidence(np.zeros(N), x=make(seed + 100), training=make(seed))) == []
    )


def test_a_few_rows_clearly_beyond_are_told_in_a_table_of_any_length():
    x = np.zeros(100_000)
    x[500:512] = 1.25
    (sentence,) = warn_of_inputs_beyond_training(evidence(x, x=x, training=[-1.0, 1.0]))
    assert "in 0.012 % of the rows, by up to 12.5 % of that range" in sentence
    x[500:503] = 0.0
    assert warn_of_inputs_beyond_training(evidence(x, x=x, training=[-1.0, 1.0])) == []


def test_a_single_row_far_out_is_told():
    x = np.zeros(1000)
    x[3] = 50.0
    (sentence,) = warn_of_inputs_beyond_training(evidence(x, x=x, training=[-1.0, 1.0]))
    assert "in 0.1 % of the rows, by up to 2.45e+03 %" in sentence
    x[3] = 1.5
    assert warn_of_inputs_beyond_training(evidence(x, x=x, training=[-1.0, 1.0])) == []


def test_a_channel_that_never_moved_in_training():
    (sentence,) = warn_of_inputs_beyond_training(
        evidence(np.zeros(4), x=[2.0, 2.0, 2.0, 2.5], training=[2.0, 2.0])
    )
    assert "in training it was 2 throughout, here from 2 to 2.5" in sentence
    assert warn_of_inputs_beyond_training(evidence(np.zeros(4), x=[2.0] * 4, training=[2.0, 2.0])) == []
    assert warn_of_inputs_beyond_training(evidence(np.zeros(4), x=[np.nan] * 4, training=[np.nan, 2.0])) == []
    assert warn_of_inputs_beyond_training(evidence(np.zeros(4), x=[9.0] * 4)) == []


@pytest.mark.parametrize("name", [name for name in SIGNALS if name != "pure sine"])
@pytest.mark.parametrize("shift", [0, 1, 5])
@pytest.mark.parametrize("factor", [1.0, -0.3])
def test_a_leak_is_found(name, shift, factor):
    truth = SIGNALS[name]
    x_NF = np.column_stack([noise(5), factor * np.roll(truth, -shift) + 3 * truth.std()])
    (sentence,) = warn_of_leak(evidence(truth, x=x_NF, lengths=(N - 5, 5)))
    assert sentence.startswith("The input 'u1' is the target 'y0' of ")
    assert {0: "same step", 1: "1 step later", 5: "5 steps later"}[shift] in sentence


def test_a_rounded_copy_in_another_unit_is_a_leak():
    truth = 20 + 5 * SIGNALS["autoregression"]
    assert len(warn_of_leak(evidence(truth, x=np.round(32 + 1.8 * truth, 1)))) == 1


@pytest.mark.parametrize("name", SIGNALS)
def test_a_past_target_is_a_fair_input(name):
    truth = SIGNALS[name]
    x = np.roll(truth, 1)
    x[0] = x[1]
    assert warn_of_leak(evidence(truth, x=x)) == []


@pytest.mark.parametrize("name", ["noise", "random walk", "autoregression", "sine", "slow", "resonance"])
def test_a_system_that_follows_its_input_is_no_leak(name):
    x = SIGNALS[name]
    slow = lfilter([0.05], [1, -0.95], x - x[0])
    measured = slow + 1e-3 * slow.std() * noise(3)
    assert warn_of_leak(evidence(measured, x=x)) == []
    assert warn_of_leak(evidence(noise(4), x=x)) == []
    assert warn_of_leak(evidence(np.full(N, 2.0), x=x)) == []


def test_slow_signals_that_agree_but_for_their_noise_are_no_leak():
    level = 1000 * np.sin(np.arange(N) / 500)
    # r^2 is above 0.9999: two sensors of one thing, not a copy.
    assert warn_of_leak(evidence(level + noise(1), x=level + noise(2))) == []


def test_all_of_them_together_and_an_empty_table():
    truth = SIGNALS["noise"]
    found = find_cautions(evidence(truth, np.zeros(N), x=truth, training=[-0.1, 0.1]))
    assert len(found) == 3
    assert [sentence[:9] for sentence in found] == ["The input", "The predi", "The input"]
    assert find_cautions(evidence(np.empty(0), np.empty(0), x=np.empty((0, 1)), lengths=(0,))) == ()
    assert len(CAUTIONS) == 5


@pytest.mark.parametrize("rows", [1, 3, 30])
def test_short_tables_are_no_reason_to_fail(rows):
    find_cautions(evidence(noise(1, rows), noise(2, rows), x=noise(3, rows), training=[-1.0, 1.0]))


# Mutants: a caution with one of its conditions taken away raises an alarm that the tests above forbid.


def test_without_the_match_a_slow_signal_would_be_a_copy(monkeypatch):
    monkeypatch.setattr("elman.evaluation.cautions.delayed_copy._MATCH", 1.0)
    monkeypatch.setattr("elman.evaluation.cautions.delayed_copy._NEARLY", 0.0)
    with pytest.raises(AssertionError):
        test_an_honest_prediction_is_no_delayed_copy("random walk", 5.0)


def test_without_persistence_the_best_predictor_would_be_a_copy(monkeypatch):
    monkeypatch.setattr("elman.evaluation.cautions.delayed_copy._NEARLY", 0.0)
    with pytest.raises(AssertionError):
        test_the_best_predictor_of_a_fading_memory_is_no_copy()


def test_without_the_steps_two_sensors_would_be_a_leak(monkeypatch):
    monkeypatch.setattr("elman.evaluation.cautions.leak._SAME_STEP", (1e-4, 1.0))
    with pytest.raises(AssertionError):
        test_slow_signals_that_agree_but_for_their_noise_are_no_leak()


def test_without_the_margin_noise_would_be_beyond_itself(monkeypatch):
    monkeypatch.setattr("elman.evaluation.cautions.beyond_training._MARGIN", 0.0)
    monkeypatch.setattr("elman.evaluation.cautions.beyond_training._SHARE", 0.0)
    monkeypatch.setattr("elman.evaluation.cautions.beyond_training._FEWEST_ROWS", 1)
    seen = [
        warn_of_inputs_beyond_training(evidence(noise(), x=noise(k), training=noise(1))) for k in range(9)
    ]
    assert any(seen)


def test_targets_that_leave_their_training_range_are_said():
    integrated = noise().cumsum()
    seen = InputRange.of(integrated[:1000, None])
    shown = replace(evidence(integrated[1000:]), target_range=seen)
    (sentence,) = warn_of_targets_beyond_training(shown)
    assert sentence.startswith("The target 'y0' leaves the training range in ")
    assert sentence.endswith("it cannot be trusted to reach them.")
    assert (
        warn_of_targets_beyond_training(
            replace(evidence(noise(1)), target_range=InputRange.of(noise()[:, None]))
        )
        == []
    )
    assert warn_of_targets_beyond_training(evidence(integrated)) == []
