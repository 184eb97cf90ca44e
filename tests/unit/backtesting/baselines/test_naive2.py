"""Naive2 against the classical decomposition of statsmodels and a test of seasonality by its definition."""

import numpy as np
import pytest

from elman.backtesting.baselines import Naive2
from elman.backtesting.baselines.naive2 import is_seasonal, seasonal_indices
from elman.series import last_origins
from tests.made_series import made, monthly

# statsmodels 0.15.0: seasonal_decompose(made(rows, season), model="multiplicative", period=season).seasonal
MONTHS = [
    1.08658645, 1.19231074, 1.20233543, 1.1970007, 1.196779, 1.20248627,
    1.09820392, 0.90596273, 0.70188708, 0.62024507, 0.68076877, 0.91543384,
]  # fmt: skip
DAYS = [1.09845586, 1.21583065, 1.20912051, 1.19243578, 0.94124015, 0.61897008, 0.72394697]
# statsmodels 0.15.0: acf(made(), nlags=12)[1:]
CORRELATION = [
    0.86475073, 0.59387862, 0.28974439, 0.0525932, -0.09204908, -0.15577599,
    -0.15598716, -0.07350665, 0.1086455, 0.34046426, 0.53070147, 0.59754795,
]  # fmt: skip


@pytest.mark.parametrize(("rows", "season", "indices"), [(60, 12, MONTHS), (40, 7, DAYS)])
def test_the_indices_are_those_of_the_classical_decomposition(rows, season, indices):
    np.testing.assert_allclose(seasonal_indices(made(rows, season), season), indices, rtol=1e-7)


def test_the_forecast_is_the_adjusted_value_with_the_season_put_back():
    series = monthly(made())
    found_K = Naive2.fit(series, horizon=14, season=12).forecast(series, last_origins(series), 14)[0]
    indices = np.array(MONTHS)
    np.testing.assert_allclose(found_K, made()[-1] / indices[11] * np.tile(indices, 2)[:14], rtol=1e-6)


def test_the_season_stays_in_place_when_the_series_begins_later():
    series = monthly(made())
    fitted = Naive2.fit(series, horizon=3, season=12)
    later = series.tail(17)
    np.testing.assert_allclose(
        fitted.forecast(later, last_origins(later), 3), fitted.forecast(series, last_origins(series), 3)
    )


def test_the_limit_counts_the_shorter_lags():
    # 1.645 sqrt((1 + 2 sum of squares up to lag 11) / 60) = 0.52 < 0.5975.
    limit = 1.645 * np.sqrt((1 + 2 * np.sum(np.square(CORRELATION[:-1]))) / 60)
    assert limit < CORRELATION[-1]
    assert is_seasonal(made(), 12)
    # More noise, and the correlation falls below the limit, though still above that of white noise.
    noise_N = 40 * np.random.default_rng(3).normal(size=60)
    assert not is_seasonal(made() + noise_N + 100, 12)


@pytest.mark.parametrize(
    "values", [made()[:35], made() - made().min(), np.full(60, 3.0), np.arange(1.0, 61.0)]
)
def test_too_short_not_above_zero_constant_or_a_trend_is_not_seasonal(values):
    assert not is_seasonal(values, 12)
    series = monthly(values)
    found_K = Naive2.fit(series, horizon=2, season=12).forecast(series, last_origins(series), 2)[0]
    np.testing.assert_array_equal(found_K, np.full(2, series.y[0][-1]))
