"""Diagnostics beside sums written out in full, and on errors that are white, alike, or explained."""

import json

import numpy as np
import pytest
from scipy.signal import lfilter

from elman.evaluation import Evidence
from elman.evaluation.diagnostics import (
    Response,
    correlate_errors,
    describe_diagnostics,
    diagnose,
    error_by_range,
)


def noise(rows, seed=0):
    return np.random.default_rng(seed).standard_normal(rows)


def by_hand(early_N, late_N, lengths, lags):
    early_N, late_N = early_N - early_N.mean(), late_N - late_N.mean()
    total, start = np.zeros(lags), 0
    for rows in lengths:
        for lag in range(lags):
            for row in range(start, start + rows - lag):
                total[lag] += early_N[row] * late_N[row + lag]
        start += rows
    return total / np.sqrt((early_N**2).sum() * (late_N**2).sum())


def test_correlations_are_the_sums_within_each_sequence():
    error_N, x_N, lengths = noise(130), noise(130, 1), (50, 3, 77)
    own, (crossed,) = correlate_errors(error_N, x_N[:, None], lengths)
    np.testing.assert_allclose(own.values_L, by_hand(error_N, error_N, lengths, 26), atol=1e-12)
    np.testing.assert_allclose(crossed.values_L, by_hand(x_N, error_N, lengths, 26), atol=1e-12)
    assert own.limit == pytest.approx(2.5758 / np.sqrt(130), rel=1e-4)


def test_rows_that_do_not_count_are_left_out():
    error_N, x_N = noise(400), noise(400, 1)
    spoiled_N = error_N.copy()
    spoiled_N[:100] = np.nan
    own, _ = correlate_errors(spoiled_N, x_N[:, None], (400,))
    np.testing.assert_allclose(own.values_L, by_hand(error_N[100:], error_N[100:], (300,), 26), atol=1e-12)
    assert correlate_errors(np.full(400, np.nan), x_N[:, None], (400,)) is None
    assert correlate_errors(np.ones(400), x_N[:, None], (400,)) is None


@pytest.mark.parametrize("slow", [False, True])
def test_the_limits_hold_for_errors_and_inputs_that_have_nothing_in_common(slow):
    """In a hundred lags one is outside by chance; for slow signals only the widened limit tells so."""
    outside = lags = 0
    for seed in range(40):
        error_N, x_N = noise(1000, seed), noise(1000, 1000 + seed)
        if slow:
            error_N, x_N = (lfilter([1], [1, -0.8], values) for values in (error_N, x_N))
        _, (crossed,) = correlate_errors(error_N, x_N[:, None], (1000,))
        outside, lags = outside + crossed.num_outside(), lags + len(crossed.values_L)
    assert 0.002 < outside / lags < 0.025


def evidence(error_N, x_N):
    truth_NO = np.zeros((len(error_N), 1))
    return Evidence(
        truth_NO=truth_NO,
        prediction_NO=truth_NO - error_N[:, None],
        x_NF=x_N[:, None],
        lengths=(len(error_N),),
        target_names=("y",),
        input_names=("u",),
    )


def described(error_N, x_N, responses=None, delays=None):
    found = diagnose(evidence(error_N, x_N), np.ones(len(error_N), bool), responses or {}, delays or {})
    assert json.loads(json.dumps(found.to_json(), allow_nan=False)) == found.to_json()
    return describe_diagnostics(found).splitlines()


def test_white_errors_are_said_to_be_noise():
    lines = described(noise(3000), noise(3000, 1))
    assert lines[1].startswith("  the error is like noise from row to row: ")
    assert lines[2].startswith("  the error no longer depends on u: ")


def test_errors_that_an_input_explains_are_said_with_the_lag():
    x_N = noise(3000)
    lines = described(np.roll(x_N, 4) + np.roll(x_N, 5) + 0.5 * noise(3000, 1), x_N)
    assert lines[1].startswith("  the error is like that of 1 row before: autocorrelation 0.4")
    assert lines[2].startswith("  the error still depends on u of ")
    assert " of 4 rows before" in lines[2] or " of 5 rows before" in lines[2]


def test_the_range_with_the_largest_error_is_named():
    x_N = np.linspace(0, 10, 1000)
    error_N = np.where(x_N > 8, 3.0, 1.0) * np.where(np.arange(1000) % 2, 1, -1)
    found = error_by_range(error_N, x_N)
    assert found.edges == pytest.approx((0, 2, 4, 6, 8, 10))
    assert found.rmse == pytest.approx((1, 1, 1, 1, 3), rel=0.02)
    assert "for u from 8 to 10: RMSE" in described(error_N, x_N)[3]


@pytest.mark.parametrize("values", [[2.0] * 30, [0.0] * 25 + [1.0] * 5])
def test_ranges_of_an_input_that_hardly_moves(values):
    found = error_by_range(np.ones(30), np.array(values))
    assert len(found.edges) == len(found.rmse) + 1
    assert set(found.rmse) <= {1.0, None}
    assert error_by_range(np.full(3, np.nan), np.ones(3)).worst() is None


def test_a_first_order_lag_answers_with_its_gain_and_time_constant():
    values_T = 3.0 * (1 - np.exp(-np.arange(1, 501) / 20))
    response = Response(step=2.0, values_T=values_T, settled=True)
    assert response.gain == pytest.approx(1.5)
    assert response.rows_to_63_percent + 1 == pytest.approx(20, abs=1)
    lines = described(noise(100), noise(100, 1), {("u", "y"): response}, {"u": (60, 0)})
    assert lines[-2] == "  a step of u moves y by 1.5 a unit, 63 % of it after 20 rows"
    assert lines[-1] == "  u acts 60 rows late, which is taken out"
    left = described(noise(100), noise(100, 1), {}, {"u": (10, 30)})
    assert left[-1].endswith("beyond the 10 that were taken out; --delay u=40 would take it out")
