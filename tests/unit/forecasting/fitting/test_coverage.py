"""What is said of bands is measured on rows that did not make them."""

import numpy as np
import pytest

from elman.forecasting import ForecastOptions, fit_forecaster
from elman.forecasting.fitting import calibration
from elman.forecasting.fitting.clock import Clock
from elman.forecasting.fitting.held_out import hold_out
from elman.series import SeriesColumns, SeriesSet

ROWS, HORIZON = 2_000, 5
CUT, MIDDLE = 1_600, 1_800


def fit(y_N):
    series = SeriesSet(ids=("a",), y=(y_N.astype(np.float32),), first=(0,))
    options = ForecastOptions(
        horizon=HORIZON,
        validation=0.2,
        season=1,
        steps=60,
        members=1,
        hidden_size=4,
        trials=False,
        threads=1,
        levels=(80.0, 90.0),
    )
    return fit_forecaster(series, SeriesColumns(), options)


def noise(late=1.0, offset=0.0):
    """Noise that is another one in the second half of the validation part, a tenth of the rows."""
    y_N = np.random.default_rng(0).normal(size=ROWS)
    # Of one row in ten alone, so that the series is no more variable on the whole.
    y_N[MIDDLE:][::5] = late * y_N[MIDDLE:][::5] + offset
    return y_N


def test_bands_of_errors_that_stay_what_they_are_hold_what_they_say():
    fitted = fit(noise())
    # 40 forecasts of 5 rows: a binomial deviation of 200 values is 2.8 %, and the calibration has its own.
    assert fitted.coverage == {"80": pytest.approx(80, abs=9), "90": pytest.approx(90, abs=7)}
    assert fitted.forecaster.record.validation["later_coverage"] == fitted.coverage


def test_the_rows_that_made_the_bands_are_not_asked(monkeypatch):
    """A fifth of the later errors is beyond all earlier ones; the mutant calibrates on them too."""
    fitted = fit(noise(offset=12.0))
    result = fitted.result
    held = hold_out(
        result.networks, result.task, result.attempt, result.rules, steps=60, clock=Clock(began=0.0)
    )
    plain, seen = calibration.measure_residuals, []

    def all_of_them(residual_MKQ, series_M, row_M, **also):
        seen.append(len(residual_MKQ))
        everything = calibration.mix(held.values_MKQ, held.rules_RMK, result.rules.share_RK)
        own = held.residuals(everything, calibration._with_prior(calibration.Conditions(), held))
        return plain(own, held.series_M, held.row_M)

    monkeypatch.setattr(calibration, "measure_residuals", all_of_them)
    flattered = calibration.measure_coverage(held, result.rules, [90.0])
    assert seen[0] < 0.6 * len(held.row_M)
    assert fitted.coverage["90"] < 86.0
    assert np.mean(flattered["90"]) > fitted.coverage["90"] + 5.0


def test_coverage_is_shown_by_step():
    fitted = fit(noise())
    assert {level: len(by_step) for level, by_step in fitted.coverage_by_step.items()} == {
        "80": HORIZON,
        "90": HORIZON,
    }
    assert fitted.coverage["80"] == pytest.approx(np.mean(fitted.coverage_by_step["80"]))
    assert "by step" in fitted.describe()
