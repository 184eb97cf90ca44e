"""Adaptive bands: what they cover after a change, and that they know nothing that is not known yet."""

import numpy as np
import pytest

from elman.forecasting import ForecastOptions, fit_forecaster
from elman.intervals import AdaptiveTail, Spread, adaptive, follow_bands, make_bands, measure_residuals
from elman.series import Origins, SeriesColumns, SeriesSet, rolling_origins

STEPS, ROWS, CHANGE = 3, 6_000, 2_000
LEVEL = 90.0


def calibrated(seed=0):
    """Errors of size 1 at every step."""
    return measure_residuals(np.random.default_rng(seed).normal(size=(2_000, STEPS, 1)))


def changed(kind):
    """Values about 0 whose errors are those of the calibration, and then others."""
    y_N = np.random.default_rng(1).normal(size=ROWS)
    y_N[CHANGE:] = {"level": y_N[CHANGE:] + 3, "noise": 6 * y_N[CHANGE:], "calm": 0.3 * y_N[CHANGE:]}[kind]
    return y_N


def bands(y_N, stride=1, follow=follow_bands):
    """Origins, and the fixed and the adaptive band about a forecast of 0."""
    series = SeriesSet(ids=("a",), y=(y_N.astype(np.float32),), first=(0,))
    origins = rolling_origins(series, STEPS, count=None, stride=stride, first=5)
    spread = Spread(np.zeros((len(origins), STEPS, 1)), np.ones(len(origins)))
    fixed = make_bands(calibrated(), spread, [LEVEL], [0.5])
    return origins, fixed, follow(calibrated(), spread, [LEVEL], [0.5], series, origins)


def covered(y_N, origins, band, late):
    """Share of the truths in the band, of origins from `late` on."""
    truth_MK = y_N[origins.row_M[:, None] + 1 + np.arange(STEPS)]
    inside_MK = (truth_MK >= band[0][0]) & (truth_MK <= band[1][0])
    return 100.0 * inside_MK[origins.row_M >= late].mean()


@pytest.mark.parametrize(
    ("kind", "fixed_covers", "adapted_covers"),
    # A band ends at its forecast at least: where all lies above, nothing is missed below.
    [("level", 9.0, 95.0), ("noise", 22.0, 90.0), ("calm", 100.0, 90.0)],
)
def test_coverage_comes_back_after_a_change(kind, fixed_covers, adapted_covers):
    """Even where no error of the calibration was as large: the fixed band is wrong for good."""
    y_N = changed(kind)
    origins, fixed, adapted = bands(y_N)
    # The share missed over n truths follows from the sum of the moves: |aim's way| / (rate n), here
    # 0.7 / (0.01 * 3,000) for each end of the band.
    assert covered(y_N, origins, adapted, CHANGE + 1_000) == pytest.approx(adapted_covers, abs=2.5)
    assert covered(y_N, origins, fixed, CHANGE) == pytest.approx(fixed_covers, abs=3.0)


def test_a_band_that_ends_at_the_calibration_is_rejected(monkeypatch):
    """The mutant: no excess, as if the largest error of all had been seen."""
    monkeypatch.setattr(AdaptiveTail, "excess_K", property(lambda self: np.zeros(STEPS)))
    y_N = changed("noise")
    origins, _, adapted = bands(y_N)
    assert covered(y_N, origins, adapted, CHANGE + 1_000) < LEVEL - 20


def naive_follow(y_N, origins, upper, rate=0.01, ahead=0):
    """The definition, origin by origin and step by step, in plain loops; `ahead` rows too early: a mutant."""
    residuals, tail = calibrated(), (1 - LEVEL / 100) / 2
    ends = np.zeros((len(origins), STEPS))
    for step in range(1, STEPS + 1):
        aim, pending = tail, []
        for place, row in enumerate(origins.row_M):
            while pending and origins.row_M[pending[0]] + step <= row + ahead:
                earlier = pending.pop(0)
                truth, end = y_N[origins.row_M[earlier] + step], ends[earlier, step - 1]
                missed = truth > end if upper else truth < end
                aim = min(aim + rate * (tail - missed), 0.5)
            share_K = np.full(STEPS, max(aim, 1e-4))
            least, largest = (residuals.at(0, np.full(STEPS, share))[step - 1] for share in (0.0, 1.0))
            excess = max(-aim, 0.0) / tail * (largest - least)
            margin = residuals.margins(0, share_K, upper=upper)[step - 1]
            ends[place, step - 1] = margin + (excess if upper else -excess)
            pending.append(place)
    return ends


@pytest.mark.parametrize("stride", [1, 2, 5])
def test_every_end_is_the_definition_s(stride):
    y_N = changed("noise")[CHANGE - 100 : CHANGE + 200].astype(np.float32)
    origins, _, (low_LMK, high_LMK) = bands(y_N, stride)
    np.testing.assert_allclose(low_LMK[0], naive_follow(y_N, origins, upper=False), rtol=1e-6)
    np.testing.assert_allclose(high_LMK[0], naive_follow(y_N, origins, upper=True), rtol=1e-6)
    if stride < STEPS:
        early = naive_follow(y_N, origins, upper=True, ahead=stride)
        assert not np.allclose(high_LMK[0], early, rtol=1e-3)


def peeking(residuals, spread, levels, quantiles, series, origins):
    """The mutant: it learns from one row more than an origin knows."""
    later = Origins(series_M=origins.series_M, row_M=origins.row_M + 1)
    return follow_bands(residuals, spread, levels, quantiles, series, later)


def first_change(follow, row):
    """The first origin whose band is another one when all values after a row are others."""
    y_N = changed("level")[CHANGE - 60 : CHANGE + 60]
    other_N = y_N.copy()
    other_N[row + 1 :] = np.where(np.abs(y_N[row + 1 :]) < 1.7, 50.0, 0.0)
    origins, _, before = bands(y_N, follow=follow)
    _, _, after = bands(other_N, follow=follow)
    differs_M = (before[0] != after[0]).any(axis=(0, 2)) | (before[1] != after[1]).any(axis=(0, 2))
    return int(origins.row_M[np.argmax(differs_M)])


def test_nothing_is_learned_before_it_is_known():
    """The value of row 51 is known at the origin in row 51: step 1 of the origin before has come true."""
    assert first_change(follow_bands, row=50) == 51
    assert first_change(peeking, row=50) == 50


def test_missing_truths_teach_nothing(monkeypatch):
    y_N = changed("noise")[CHANGE - 100 : CHANGE + 100]
    gappy_N = y_N.copy()
    gappy_N[50:150] = np.nan
    learned = []
    monkeypatch.setattr(adaptive.AdaptiveTail, "learn", lambda self, missed_K: learned.append(missed_K))
    origins, _, _ = bands(gappy_N)
    known = sum(np.isfinite(missed_K).sum() for missed_K in learned)
    row_MK = origins.row_M[:, None] + 1 + np.arange(STEPS)
    assert known == 2 * int((np.isfinite(gappy_N[row_MK]) & (row_MK <= origins.row_M.max())).sum())


@pytest.fixture(scope="module")
def forecaster():
    """Of a wave with noise, which has hardly been trained: its errors stay what they are."""
    random = np.random.default_rng(0)
    y_N = 20 + np.sin(np.arange(600) * 2 * np.pi / 12) + 0.2 * random.normal(size=600)
    options = ForecastOptions(
        horizon=STEPS, steps=60, members=1, hidden_size=8, trials=False, threads=1, levels=(LEVEL,), season=12
    )
    series = SeriesSet(ids=("a",), y=(y_N.astype(np.float32),), first=(0,))
    return fit_forecaster(series, SeriesColumns(), options).forecaster


def test_a_backtest_says_the_same_with_bands_that_follow(forecaster):
    """A shift every fifty rows is in the errors, and hardly in the recent variability."""
    random, rows = np.random.default_rng(5), np.arange(3_000)
    shifts = np.repeat(random.normal(size=60) * 3, 50)
    y_N = (
        20 + np.sin(rows * 2 * np.pi / 12) + 0.2 * random.normal(size=3_000) + np.where(rows > 500, shifts, 0)
    )
    series = SeriesSet(ids=("a",), y=(y_N.astype(np.float32),), first=(0,))
    fixed, followed = (
        forecaster.backtest(series, count=None, stride=1, first=1_000, adaptive=flag).forecaster.overall
        for flag in (False, True)
    )
    assert followed["mae"] == fixed["mae"]
    assert followed[f"coverage-{LEVEL:g}"] == pytest.approx(LEVEL, abs=1.5)
    assert abs(fixed[f"coverage-{LEVEL:g}"] - LEVEL) > 3.0


def test_a_backtest_with_bands_that_follow_sees_nothing_after_its_origins(forecaster):
    y_N = forecaster.remembered.y[0]
    other_N = y_N.copy()
    other_N[301:] += 100.0
    made = []
    for values_N in (y_N, other_N):
        series = SeriesSet(ids=("a",), y=(values_N,), first=(0,))
        origins = rolling_origins(series, STEPS, count=None, first=200)
        made.append(forecaster.forecast_origins(series, origins, adaptive=True))
    known = origins.row_M <= 300
    for name in ("low_LMK", "high_LMK"):
        one, two = (getattr(forecast, name) for forecast in made)
        np.testing.assert_array_equal(one[:, known], two[:, known])
        assert not np.array_equal(one[:, ~known], two[:, ~known])
