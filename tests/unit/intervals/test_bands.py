"""Conformal bands cover what they say where errors are exchangeable; adaptive ones where they are not."""

import numpy as np
import pytest
from scipy import stats

from elman.errors import ArgumentError
from elman.intervals import (
    AdaptiveTail,
    Residuals,
    Spread,
    check_levels,
    follow_bands,
    make_bands,
    measure_residuals,
)
from elman.intervals.few import effective_count, quantiles_of_few
from elman.series import Origins, SeriesSet

STEPS = 3


def skewed(random, count):
    """Errors with a mean, a skew and a size of its own at every step."""
    return (random.gamma(2.0, 1.0, (count, STEPS)) - 1.0) * np.array([1.0, 3.0, 10.0])


def residuals_of(count=999, seed=0):
    return measure_residuals(skewed(np.random.default_rng(seed), count)[..., None])


def coverage(level, count, tests=4_000, stretch=1.0):
    """How many of fresh errors lie in a band of residuals that were measured on `count` others."""
    inside = 0
    for seed in range(40):
        random = np.random.default_rng(100 + seed)
        measured = measure_residuals(skewed(random, count)[..., None])
        truth_MK = stretch * skewed(random, tests // 40) * 7.0 + 50.0
        spread = Spread(np.full((len(truth_MK), STEPS, 1), 50.0), np.full(len(truth_MK), 7.0))
        low_LMK, high_LMK = make_bands(measured, spread, [level], [0.5])
        inside += int(((truth_MK >= low_LMK[0]) & (truth_MK <= high_LMK[0])).sum())
    return inside, tests * STEPS


@pytest.mark.parametrize("level", [50.0, 80.0, 90.0])
@pytest.mark.parametrize("count", [250, 2_000])
def test_exchangeable_errors_are_covered(level, count):
    """Within 5 binomial deviations, and what the grid and the conformal correction may add."""
    inside, total = coverage(level, count)
    share, deviation = level / 100.0, stats.binom.std(total, level / 100.0)
    # The 40 calibrations of `count` errors each have a spread of their own.
    spread = total * np.sqrt(share * (1 - share) / (40 * count))
    assert share * total - 5 * (deviation + spread) < inside
    assert inside < (share + 2.0 / count) * total + 5 * (deviation + spread)


def test_the_check_rejects_errors_that_grew():
    inside, total = coverage(90.0, 2_000, stretch=1.5)
    assert inside < 0.9 * total - 5 * stats.binom.std(total, 0.9)


def test_residuals_are_quantiles_by_step():
    """Of n errors a share `r / (n + 1)` lies below the r-th: Weibull's quantiles."""
    errors_MK = skewed(np.random.default_rng(0), 5_000)
    residuals = measure_residuals(errors_MK[..., None])
    inner_P = (residuals.probability_P > 0.001) & (residuals.probability_P < 0.999)
    for step in range(STEPS):
        expected_P = np.quantile(errors_MK[:, step], residuals.probability_P[inner_P], method="weibull")
        np.testing.assert_allclose(residuals.value_QPK[0, inner_P, step], expected_P, rtol=2e-6, atol=1e-6)
    np.testing.assert_array_equal(residuals.count_K, 5_000)


@pytest.mark.parametrize("count", [8, 20, 60])
@pytest.mark.parametrize("level", [80.0, 90.0, 95.0, 99.0])
def test_bands_of_few_errors_hold_what_they_say_on_average(count, level):
    """Over 3,000 calibrations, the mean share of a normal variable that the band holds."""
    random, tail = np.random.default_rng(int(level) + count), (1 - level / 100) / 2
    held = []
    for _ in range(3_000):
        error_X = random.normal(size=count)
        low, high = quantiles_of_few(error_X, np.array([tail, 1 - tail]), count)
        held.append(stats.norm.cdf(high) - stats.norm.cdf(low))
    assert level / 100 - 0.012 < np.mean(held) < level / 100 + 0.08


def test_plain_quantiles_of_few_errors_hold_less():
    """What the correction is for: the quantiles themselves, of 8 errors, hold 77 % and not 90."""
    random = np.random.default_rng(0)
    ends = [np.quantile(random.normal(size=8), [0.05, 0.95]) for _ in range(3_000)]
    assert np.mean([stats.norm.cdf(high) - stats.norm.cdf(low) for low, high in ends]) < 0.8


def test_levels_that_few_errors_cannot_carry_are_wider_each():
    ends_P = quantiles_of_few(np.linspace(-1, 1, 9), np.array([0.0005, 0.005, 0.025, 0.05]), 9)
    assert (np.diff(ends_P) > 0.1).all()
    assert ends_P[-1] < -1.0


def test_errors_that_go_together_count_for_fewer():
    """Neighbours in a moving mean of six have the correlation 5/6: 600 count as 55."""
    random = np.random.default_rng(0)
    one_M, row_M = np.zeros(600, np.int64), np.arange(600)
    white_MK = random.normal(size=(605, 1))
    together_MK = np.lib.stride_tricks.sliding_window_view(white_MK[:, 0], 6).mean(axis=1)[:, None]
    assert effective_count(white_MK[:600], one_M, row_M)[0] > 450
    assert effective_count(together_MK, one_M, row_M)[0] == pytest.approx(55, rel=0.35)


def test_few_residuals_borrow_the_shape_of_all_steps_and_keep_their_size():
    errors_MK = np.random.default_rng(0).normal(size=(60, 6)) * np.sqrt(np.arange(1, 7))
    residuals = measure_residuals(errors_MK[..., None])
    high_K = residuals.margins(0, np.full(6, 0.05), upper=True)
    np.testing.assert_allclose(high_K, 1.645 * np.sqrt(np.arange(1, 7)), rtol=0.25)


def test_no_residual_at_all_gives_a_band_of_no_width():
    residuals = measure_residuals(np.full((4, 2, 1), np.nan))
    low_LMK, high_LMK = make_bands(residuals, Spread(np.ones((1, 2, 1)), np.ones(1)), [90.0], [0.5])
    np.testing.assert_array_equal(low_LMK, high_LMK)


def test_wider_levels_hold_narrower_ones():
    residuals = residuals_of()
    low_LMK, high_LMK = make_bands(
        residuals, Spread(np.zeros((2, STEPS, 1)), np.array([1.0, 4.0])), [50.0, 80.0, 99.0], [0.5]
    )
    assert (np.diff(low_LMK, axis=0) <= 0).all()
    assert (np.diff(high_LMK, axis=0) >= 0).all()
    np.testing.assert_allclose(high_LMK[:, 1], 4 * high_LMK[:, 0], rtol=1e-6)


def test_levels_are_percents():
    assert check_levels([90, 80]) == (80.0, 90.0)
    with pytest.raises(ArgumentError, match="levels must be between 0 and 100"):
        check_levels([0.9, 100])


def test_an_adaptive_tail_reaches_the_share_it_is_asked_for():
    """Of errors whose spread doubles the fixed tail misses far more than a tenth, the adaptive one not."""
    residuals, random = residuals_of(), np.random.default_rng(7)
    tail, missed = AdaptiveTail(0.1, STEPS), []
    fixed_K = residuals.margins(0, np.full(STEPS, 0.1), upper=True)
    errors_MK = 2.0 * skewed(random, 4_000)
    for error_K in errors_MK:
        missed_K = (error_K > residuals.margins(0, tail.tail_K, upper=True)).astype(float)
        tail.learn(missed_K)
        missed.append(missed_K)
    late = np.mean(missed[1_000:])
    # The share follows from the sum of its moves: (aim's range) / (rate * count) = 2 / 30.
    assert abs(late - 0.1) < 0.03 < (errors_MK > fixed_K).mean() - 0.1


def follow(y_N, row_M):
    series = SeriesSet(ids=("a",), y=(y_N.astype(np.float32),), first=(0,))
    origins = Origins(series_M=np.zeros(len(row_M), np.int64), row_M=row_M)
    spread = Spread(np.zeros((len(row_M), STEPS, 1)), np.ones(len(row_M)))
    return follow_bands(residuals_of(), spread, [90.0], [0.5], series, origins)


def test_a_band_learns_from_what_is_known_at_its_origin_alone():
    random, row_M = np.random.default_rng(3), np.arange(10, 60, 2)
    y_N = 30 * random.normal(size=70)
    changed_N = y_N.copy()
    changed_N[31:] = 1e6
    before, after = follow(y_N, row_M), follow(changed_N, row_M)
    known = row_M <= 30
    for low, other in zip(before, after, strict=True):
        np.testing.assert_array_equal(low[:, known], other[:, known])
        assert not np.array_equal(low, other)


def test_the_first_adaptive_band_is_the_fixed_one():
    low_LMK, high_LMK = follow(np.zeros(30), np.array([20]))
    fixed = make_bands(residuals_of(), Spread(np.zeros((1, STEPS, 1)), np.ones(1)), [90.0], [0.5])
    np.testing.assert_allclose(low_LMK, fixed[0], rtol=1e-6)
    np.testing.assert_allclose(high_LMK, fixed[1], rtol=1e-6)


def test_residuals_know_their_probabilities():
    assert (np.diff(Residuals.probabilities()) > 0).all()
