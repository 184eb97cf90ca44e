"""The linear map against scikit-learn's ridge on the very same windows, written out."""

import numpy as np
import pytest
from sklearn.linear_model import Ridge

from elman.backtesting.baselines import SeasonalLinear, SeasonalNaive
from elman.backtesting.baselines.window_sums import window_sums
from elman.series import Origins, last_origins, rolling_origins
from elman.series.origins import truths
from tests.awkward_series import AWKWARD, SEASON, awkward_set
from tests.made_series import made, monthly


def windows(y_N, lags, horizon):
    """Deviations of the lags from the present row, and the changes ahead, row by row."""
    padded_N = np.concatenate([np.full(lags, y_N[0]), y_N])
    x, z = [], []
    for row in range(len(y_N) - horizon):
        present = y_N[row]
        x.append([padded_N[lags + row - lag] - present for lag in range(1, lags + 1)])
        z.append(y_N[row + 1 : row + 1 + horizon] - present)
    return np.array(x), np.array(z)


def test_the_weights_are_those_of_a_ridge_regression():
    series = monthly(made(90), 1000 * made(70) - 7)
    fitted = SeasonalLinear.fit(series, horizon=4, season=12)
    lags = len(fitted.weight_PK)
    assert lags > 0
    parts = [windows(y_N.astype(float), lags, 4) for y_N in series.y]
    x = np.concatenate([x / y_N.std() for (x, _), y_N in zip(parts, series.y, strict=True)])
    z = np.concatenate([z / y_N.std() for (_, z), y_N in zip(parts, series.y, strict=True)])
    alpha = fitted.ridge * np.mean(np.sum(x**2, axis=0))
    wanted = Ridge(alpha=alpha, fit_intercept=False, solver="cholesky").fit(x, z).coef_.T
    np.testing.assert_allclose(fitted.weight_PK, wanted, rtol=1e-4, atol=1e-6)
    # The last window, by hand.
    last = series.y[0].astype(float)
    deviation = last[-2 : -lags - 2 : -1] - last[-1]
    found_K = fitted.forecast(series, last_origins(series), 4)[0]
    np.testing.assert_allclose(found_K, last[-1] + deviation @ wanted, rtol=1e-4)


def test_a_linear_law_is_found_exactly():
    # y[t] = 2 cos(w) y[t - 1] - y[t - 2]: a wave without noise, whatever its level.
    t_N = np.arange(300)
    wave = monthly(5 + np.sin(0.7 * t_N), -3 + 100 * np.cos(0.7 * t_N))
    fitted = SeasonalLinear.fit(wave.cut([250, 250]), horizon=10, season=1)
    origins = rolling_origins(wave, 10, count=20)
    error_MK = fitted.forecast(wave, origins, 10) - truths(wave, origins, 10)
    assert np.abs(error_MK[:20]).max() < 1e-3
    assert np.abs(error_MK[20:]).max() < 1e-1


def test_window_and_ridge_are_chosen_on_the_training_part_alone():
    series = awkward_set("plain", "gaps")
    train = series.cut([300, 300])
    changed = awkward_set("plain", "gaps")
    for y_N in changed.y:
        y_N[301:] = 1e6
    first, second = (
        SeasonalLinear.fit(one.cut([300, 300]), horizon=5, season=SEASON) for one in (train, changed)
    )
    np.testing.assert_array_equal(first.weight_PK, second.weight_PK)


def test_the_size_of_one_series_does_not_matter_to_the_others():
    fitted = SeasonalLinear.fit(awkward_set("plain"), horizon=3, season=SEASON)
    beside = SeasonalLinear.fit(awkward_set("plain", "huge", "tiny"), horizon=3, season=SEASON)
    plain = awkward_set("plain")
    one, other = (b.forecast(plain, last_origins(plain), 3) for b in (fitted, beside))
    assert np.abs(one - other).max() < 0.2 * AWKWARD["plain"].std()


def test_every_awkward_series_has_a_finite_forecast():
    series = awkward_set()
    fitted = SeasonalLinear.fit(series, horizon=30, season=SEASON)
    assert np.isfinite(fitted.forecast(series, last_origins(series), 30)).all()
    constant = series.ids.index("constant")
    np.testing.assert_allclose(fitted.forecast(series, last_origins(series), 30)[constant], 5.5)


def test_too_little_to_learn_from_is_the_naive_forecast():
    series = monthly([1, 2, 3, 4], [5])
    fitted = SeasonalLinear.fit(series, horizon=3, season=12)
    np.testing.assert_array_equal(fitted.forecast(series, last_origins(series), 3), [[4] * 3, [5] * 3])


def test_where_no_horizon_is_wholly_known_the_filled_values_do():
    y_N = AWKWARD["plain"][:200].copy()
    y_N[::3] = np.nan
    series = monthly(y_N)
    fitted = SeasonalLinear.fit(series, horizon=5, season=24)
    assert len(fitted.weight_PK) > 0


def test_sums_over_chosen_windows_are_those_of_the_windows_written_out():
    rng = np.random.default_rng(2)
    lags, horizon = 5, 3
    series = []
    for rows in (40, 9, 25):
        chosen_M = rng.random(rows - lags - horizon) < 0.7
        series.append((rng.normal(size=rows).cumsum(), chosen_M))
    written = [_written(value_N, chosen_M, lags, horizon) for value_N, chosen_M in series if chosen_M.any()]
    x_MP, z_MK = (np.concatenate(parts) for parts in zip(*written, strict=True))
    sums = window_sums(series, lags, horizon)
    np.testing.assert_allclose(sums.gram_PP, x_MP.T @ x_MP, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(sums.moment_PK, x_MP.T @ z_MK, rtol=1e-9, atol=1e-9)
    assert sums.square == pytest.approx(np.sum(z_MK**2), rel=1e-9)
    assert sums.count == len(x_MP)
    weight_PK = sums.solve(3, 0.1)
    wanted = np.sum((z_MK - x_MP[:, :3] @ weight_PK) ** 2)
    assert sums.squared_error(weight_PK) == pytest.approx(wanted, rel=1e-9)


def _written(value_N, chosen_M, lags, horizon):
    windows = [value_N[start : start + lags + 1 + horizon] for start in np.flatnonzero(chosen_M)]
    change_MW = np.array([window_W - window_W[lags] for window_W in windows])
    return change_MW[:, :lags][:, ::-1], change_MW[:, lags + 1 :]


def test_it_beats_the_seasonal_naive_forecast_on_a_noisy_season():
    series = awkward_set("plain")
    origins = rolling_origins(series, 10, count=50)
    train = series.cut([origins.row_M[0]])
    truth_MK = truths(series, origins, 10)
    linear, naive = (
        np.abs(kind.fit(train, horizon=10, season=SEASON).forecast(series, origins, 10) - truth_MK).mean()
        for kind in (SeasonalLinear, SeasonalNaive)
    )
    assert linear < naive


def test_origins_may_come_in_any_number():
    series = awkward_set("plain")
    fitted = SeasonalLinear.fit(series, horizon=3, season=SEASON)
    none = Origins(series_M=np.zeros(0, np.int64), row_M=np.zeros(0, np.int64))
    assert fitted.forecast(series, none, 3).shape == (0, 3)
