"""No baseline, and no season, sees what comes after the origin."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elman.backtesting.baselines import BASELINES, DEFAULT, Naive, SeasonalNaive
from elman.series import SeriesSet, rolling_origins
from elman.series.origins import truths

CAUSAL = (*DEFAULT, "naive2")
HORIZON = 4


@st.composite
def sets(draw):
    """Series with gaps, and the row after which everything is changed."""
    count, cut = draw(st.integers(1, 3)), draw(st.integers(12, 50))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    values = []
    for _ in range(count):
        y_N = (5 + rng.normal(size=cut + 1 + HORIZON) * 10.0 ** rng.integers(-3, 4)).astype(np.float32)
        y_N[rng.random(len(y_N)) < draw(st.sampled_from([0.0, 0.3]))] = np.nan
        y_N[0] = 1.0
        values.append(y_N)
    return values, cut


def as_set(values):
    return SeriesSet(ids=tuple(map(str, range(len(values)))), y=tuple(values), first=tuple(0 for _ in values))


def check(kind, values, cut, season):
    changed = [np.concatenate([y_N[: cut + 1], np.full(HORIZON, 1e6, np.float32)]) for y_N in values]
    forecasts = []
    for given_values in (values, changed):
        series = as_set(given_values)
        train = series.cut([cut // 2] * len(values))
        origins = rolling_origins(series, HORIZON, count=None, first=cut // 2)
        forecasts.append(kind.fit(train, horizon=HORIZON, season=season).forecast(series, origins, HORIZON))
        assert np.isfinite(forecasts[-1]).all()
    np.testing.assert_array_equal(*forecasts)


@settings(max_examples=30)
@given(sets(), st.integers(1, 12))
def test_no_baseline_looks_ahead(given_set, season):
    for name in CAUSAL:
        check(BASELINES[name], *given_set, season)


class Peeking(SeasonalNaive):
    """Fills a gap at the origin with what comes after it."""

    def forecast(self, series, origins, horizon):
        return np.nan_to_num(truths(series, origins, horizon), nan=1.0)


def test_a_baseline_that_looks_ahead_is_found():
    with pytest.raises(AssertionError):
        check(Peeking, [np.arange(30, dtype=np.float32)], 20, 4)
    check(Naive, [np.arange(25, dtype=np.float32)], 20, 4)
