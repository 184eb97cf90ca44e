"""The naive baselines against numbers of statsforecast, and at origins that are hard."""

import numpy as np
import pytest

from elman.backtesting.baselines import BASELINES, Drift, Naive, SeasonalNaive
from elman.series import Origins, last_origins, rolling_origins
from tests.awkward_series import awkward_set
from tests.made_series import made, monthly

NAN = np.nan


def forecast(name, series, horizon, season=1, origins=None):
    fitted = BASELINES[name].fit(series, horizon=horizon, season=season)
    return fitted.forecast(series, last_origins(series) if origins is None else origins, horizon)


def test_they_are_what_statsforecast_has():
    # statsforecast 2.1.1: RandomWalkWithDrift() and SeasonalNaive(12) of the first 48 rows. The rest of the
    # difference is that of float32.
    series = monthly(made()[:48])
    np.testing.assert_allclose(
        forecast("drift", series, 3)[0], [152.10583126, 152.98303607, 153.86024089], rtol=1e-6
    )
    np.testing.assert_allclose(
        forecast("seasonal_naive", series, 3, 12)[0], [174.37837896, 183.24930158, 185.41216047], rtol=1e-6
    )
    np.testing.assert_allclose(forecast("naive", series, 3)[0], np.full(3, made()[47]), rtol=1e-6)


def test_every_origin_is_forecast_as_if_its_series_ended_there():
    series = awkward_set("plain", "gaps", "short")
    origins = rolling_origins(series, 5, count=40, stride=3)
    for baseline in (Naive(), Drift(), SeasonalNaive(season=24)):
        found_MK = baseline.forecast(series, origins, 30)
        for place in range(0, len(origins), 7):
            number, row = origins.series_M[place], origins.row_M[place]
            part = series.select([number]).cut([row])
            np.testing.assert_array_equal(found_MK[place], baseline.forecast(part, last_origins(part), 30)[0])


def test_gaps_at_the_origin_are_bridged():
    series = monthly([1, 2, 3, 4, 5, NAN, NAN])
    np.testing.assert_array_equal(forecast("naive", series, 2)[0], [5, 5])
    np.testing.assert_array_equal(forecast("drift", series, 2)[0], [8, 9])
    np.testing.assert_array_equal(forecast("seasonal_naive", series, 4, 3)[0], [5, 3, 4, 5])


def test_a_row_whose_season_has_not_passed_is_the_last_value():
    np.testing.assert_array_equal(forecast("seasonal_naive", monthly([1, 2, 3]), 5, 4)[0], [3, 1, 2, 3, 3])


@pytest.mark.parametrize("name", ["naive", "drift", "seasonal_naive"])
def test_a_series_of_one_row_has_a_forecast(name):
    np.testing.assert_array_equal(forecast(name, monthly([7]), 3, 12)[0], [7, 7, 7])


def test_an_origin_before_the_first_known_value_is_zero_and_finite():
    series = monthly([NAN, NAN, 5])
    origins = Origins(series_M=np.array([0]), row_M=np.array([1]))
    for name in ("naive", "drift", "seasonal_naive"):
        np.testing.assert_array_equal(forecast(name, series, 2, 2, origins), [[0, 0]])
