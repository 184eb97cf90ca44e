"""The linear map beside the networks, with what covariates add: by hand, row by row."""

import numpy as np
import pytest

from elman.forecasting.running.rules import Rules
from elman.framing import Covariates, Framing, pack_series
from elman.framing.covariates import Column
from elman.series import SeriesSet
from elman.series.origins import Origins

LAGS, HORIZON = 4, 3


def parts(seed=0):
    random = np.random.default_rng(seed)
    y_N, x_N = random.normal(size=50).cumsum(), random.normal(size=50 + HORIZON)
    series = SeriesSet(ids=("a",), y=(y_N,), first=(0,), future=(x_N[:, None],), future_names=("price",))
    column = Column(name="price", mean=0.5, scale=2.0)
    framing = Framing(
        horizon=HORIZON, block=HORIZON, lags=LAGS, reach=8, covariates=Covariates(future=(column,))
    )
    rules = Rules(
        weight_PK=random.normal(size=(LAGS, HORIZON)),
        season=1,
        share_RK=np.zeros((3, HORIZON)),
        effect_F=np.array([0.7]),
    )
    return rules, pack_series(framing, series), y_N, (x_N - 0.5) / 2.0


def by_hand(rules, y_N, x_N, row):
    scale = np.std(y_N[: row + 1])
    plain_N = y_N - scale * 0.7 * x_N[: len(y_N)]
    said = []
    for ahead in range(HORIZON):
        change = sum(
            rules.weight_PK[lag, ahead] * (plain_N[row - 1 - lag] - plain_N[row]) for lag in range(LAGS)
        )
        said.append(plain_N[row] + change + scale * 0.7 * x_N[row + 1 + ahead])
    return said


@pytest.mark.parametrize("row", [20, 49])
def test_the_map_sees_what_covariates_add(row):
    rules, packed, y_N, x_N = parts()
    found_RMK = rules.forecast(packed, Origins(series_M=np.zeros(1, np.int64), row_M=np.array([row])))
    # Features are float32.
    np.testing.assert_allclose(found_RMK[0, 0], by_hand(rules, y_N, x_N, row), rtol=1e-5, atol=1e-6)
    np.testing.assert_array_equal(found_RMK[1, 0], np.full(HORIZON, y_N[row]))
    # A mutant: a row later the covariate is another.
    assert not np.allclose(found_RMK[0, 0], by_hand(rules, y_N, np.roll(x_N, 1), row), rtol=1e-3)
