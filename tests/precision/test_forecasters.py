"""Forecasters see every digit of a series, and are scored on it: beside float64 sums written out here."""

import numpy as np
import pytest

import elman
from elman.forecasting import ForecastOptions, fit_forecaster
from elman.series import SeriesColumns
from tests.precision.columns import meter

FEW = {"members": 1, "steps": 120, "hidden_size": 8, "trials": False, "threads": 1, "season": 7, "seed": 1}
HORIZON = 14
KINDS = {
    "meter": meter,
    "counter": lambda: 1.7e9 + meter() - 1.6e9 - 5.0 * np.arange(240),
    "pressure": lambda: 101_325.0 + 1e-4 * (meter() - 1.6e9 - 5.0 * np.arange(240)),
    "coordinate": lambda: 5_628_431.2 + 0.01 * (meter() - 1.6e9 - 5.0 * np.arange(240)),
    "tiny": lambda: 1e-18 * (50 + meter() - 1.6e9 - 5.0 * np.arange(240)),
}


def table(name):
    return {"ds": np.arange("2024-01-01", 240, dtype="M8[D]"), "y": KINDS[name]()}


@pytest.fixture(scope="module", params=KINDS)
def fitted(request):
    name = request.param
    return name, elman.fit(table(name), horizon=HORIZON, targets="y", time="ds", **FEW)


def test_the_days_of_a_forecast_are_told_apart(fitted):
    name, forecaster = fitted
    known = {column: values[:-HORIZON] for column, values in table(name).items()}
    forecast = forecaster.forecast(known)
    assert len(np.unique(forecast.point_MK)) == HORIZON
    wave = KINDS[name]()
    truth, spread = wave[-HORIZON:], np.std(np.diff(wave))
    # Float32 would be off by the 64 between its neighbours, a dozen steps from day to day.
    assert np.abs(forecast.point_MK[0] - truth).mean() < 2 * spread
    assert (forecast.low_LMK[0] < forecast.high_LMK[0]).all()


def test_scores_are_those_of_float64(fitted):
    name, forecaster = fitted
    found = forecaster.backtest(table(name), count=4, stride=7)
    series = KINDS[name]()
    ends = [len(series) - HORIZON - 7 * back for back in range(4)]
    errors = []
    for end in ends:
        known = {column: values[:end] for column, values in table(name).items()}
        errors.append(forecaster.forecast(known).point_MK[0] - series[end : end + HORIZON])
    wanted = np.mean(np.abs(errors))
    assert found.forecaster.overall["mae"] == pytest.approx(wanted, rel=1e-6)
    naive = np.mean([np.abs(series[end - 1] - series[end : end + HORIZON]) for end in ends])
    assert found.baselines["naive"].overall["mae"] == pytest.approx(naive, rel=1e-6)


def test_the_network_sees_the_weeks_of_a_series_as_if_nothing_were_added():
    """What is added to a series is in no feature: the forecast is moved by it, to the last digits."""
    plain = KINDS["counter"]() - 1.7e9
    options = ForecastOptions(horizon=HORIZON, **FEW)
    made = []
    for added in (0.0, 1.7e9):
        days = {"ds": np.arange("2024-01-01", 240, dtype="M8[D]"), "y": plain + 1000 + added}
        columns = SeriesColumns(targets=("y",), time="ds")
        forecaster = fit_forecaster(days, columns, options).forecaster
        made.append(forecaster.forecast().point_MK[0] - added)
    np.testing.assert_allclose(made[1], made[0], atol=0.05 * np.std(plain))


def test_a_stream_and_a_file_say_the_same(fitted, tmp_path):
    name, forecaster = fitted
    series = KINDS[name]()
    stream = forecaster.stream("2024-01-01")
    stream.take(series[:-1])
    wanted = forecaster.forecast(table(name)).point_MK[0]
    np.testing.assert_array_equal(stream.step(series[-1]).point_K, wanted)
    forecaster.save(tmp_path / "f.safetensors")
    loaded = elman.load(tmp_path / "f.safetensors")
    np.testing.assert_array_equal(loaded.forecast().point_MK[0], wanted)


def test_rounding_the_series_would_be_noticed():
    """The mutant: the same series as float32, as elman 0.1.0 read it."""
    forecaster = elman.fit(table("meter"), horizon=HORIZON, targets="y", time="ds", **FEW)
    rounded = table("meter") | {"y": meter().astype(np.float32)}
    assert len(np.unique(np.float32(meter()[-HORIZON:]))) <= 2
    wrong = forecaster.forecast(rounded).point_MK[0]
    assert np.abs(wrong - forecaster.forecast().point_MK[0]).max() > 10
