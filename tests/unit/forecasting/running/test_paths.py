"""Sample paths: they part as real futures do, and their spread is that of the bands."""

import numpy as np
import pytest

from elman import SeriesSet
from elman.errors import ArgumentError
from elman.forecasting import ForecastOptions, fit_forecaster
from elman.series import SeriesColumns


def fitted(strategy):
    walk = np.random.default_rng(1).normal(size=(2, 300)).cumsum(axis=1).astype(np.float32)
    series = SeriesSet(ids=("a", "b"), y=tuple(walk), first=(0, 0))
    options = ForecastOptions(
        horizon=8, strategy=strategy, season=1, members=2, steps=100, hidden_size=8, trials=False, threads=1
    )
    return fit_forecaster(series, SeriesColumns(), options).forecaster


def test_paths_spread_as_a_random_walk_does():
    forecaster = fitted("recursive")
    paths_PMK = forecaster.sample_paths(num_paths=400, seed=3)
    assert paths_PMK.shape == (400, 2, 8)
    deviation_MK = paths_PMK.std(axis=0)
    # Each of four blocks adds an error of its own, of the size of one on true values: sqrt(4) = 2 of them.
    growth_M = deviation_MK[:, 7] / deviation_MK[:, 1]
    assert (growth_M > 1.5).all()
    assert (growth_M < 2.7).all()
    # Of one path, the rows of a block go together more than rows of different blocks do.
    within = np.corrcoef(paths_PMK[:, 0, 0], paths_PMK[:, 0, 1])[0, 1]
    apart = np.corrcoef(paths_PMK[:, 0, 0], paths_PMK[:, 0, 7])[0, 1]
    assert within > apart > 0.1


def test_paths_depend_on_their_seed_alone():
    forecaster = fitted("recursive")
    one, two, other = (forecaster.sample_paths(num_paths=3, seed=seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one, two)
    assert not np.array_equal(one, other)


def test_a_strategy_that_forecasts_all_at_once_has_no_paths():
    with pytest.raises(ArgumentError, match="strategy must be recursive for sample paths"):
        fitted("direct").sample_paths()
