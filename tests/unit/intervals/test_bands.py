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
    errors_MK = skewed(np.random.default_rng(0), 5_000)
    residuals = measure_residuals(errors_MK[..., None])
    for step in range(STEPS):
        expected_P = np.quantile(errors_MK[:, step], residuals.probability_P)
        np.testing.assert_allclose(residuals.value_QPK[0, :, step], expected_P, rtol=1e-6)
    np.testing.assert_array_equal(residuals.count_K, 5_000)


def test_few_residuals_borrow_from_the_steps_about_them():
    errors_MK = np.full((30, 12), np.nan)
    errors_MK[:, :10] = np.arange(10)
    residuals = measure_residuals(errors_MK[..., None])
    assert (residuals.count_K >= 200).all()
    # The last step borrows of those before it, the nearest first.
    assert residuals.value_QPK[0].min() >= 0.0
    assert np.isfinite(residuals.value_QPK).all()


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
