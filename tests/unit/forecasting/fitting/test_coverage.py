"""What is said of bands is measured on rows that did not make them."""

import numpy as np
import pytest

from elman.forecasting import ForecastOptions, fit_forecaster
from elman.forecasting.fitting import coverage
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
    plain, whole = coverage.calibrate, fitted.result.task.parts

    def mutant(networks, attempt, parts):
        return plain(networks, attempt, whole)

    monkeypatch.setattr(coverage, "calibrate", mutant)
    flattered = coverage.measure_coverage(fitted.forecaster, fitted.result)
    assert fitted.coverage["90"] < 86.0
    assert flattered["90"] > fitted.coverage["90"] + 5.0


def test_too_few_rows_are_said_to_be_too_few():
    assert fit(noise()[:40]).coverage == {}
