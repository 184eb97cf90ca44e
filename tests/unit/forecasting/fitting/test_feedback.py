"""The recursive strategy: what is imagined, what is learned from it, and the gap that is said."""

import numpy as np

from elman import SeriesSet
from elman.forecasting import ForecastOptions, fit_forecaster
from elman.forecasting.fitting.feedback import imagine, measure_gap
from elman.forecasting.running.rollout import forecast_origins
from elman.framing import Framing, pack_series
from elman.series import Origins, SeriesColumns
from tests.unit.forecasting.running.test_passes import network_of

FRAMING = Framing(horizon=6, block=2, lags=4)


def noisy_wave(rows=400):
    random = np.random.default_rng(0)
    return 5 * np.sin(np.arange(rows) / 5) + random.normal(size=rows)


def test_stretches_of_a_series_are_what_the_network_said_of_them():
    series = SeriesSet(ids=("a",), y=(noisy_wave(60).astype(np.float32),), first=(0,))
    packed, network = pack_series(FRAMING, series), network_of(FRAMING)
    imagined = imagine(network, packed)
    start = int(packed.start_I[0])
    changed = np.flatnonzero(imagined.filled_R != packed.filled_R) - start
    ends = range(5, 54, 12)
    assert set(changed) == {end + k for end in ends for k in range(4)}
    for end in ends:
        at = Origins(series_M=np.array([0]), row_M=np.array([end - 1]))
        said = forecast_origins(network, packed, at)[0, :4, 0]
        np.testing.assert_allclose(
            imagined.filled_R[start + end : start + end + 4], said, rtol=1e-5, atol=1e-5
        )


def test_the_gap_to_the_free_run_is_measured_and_said():
    walk = np.random.default_rng(1).normal(size=400).cumsum()
    series = SeriesSet(ids=("a",), y=(walk.astype(np.float32),), first=(0,))
    options = ForecastOptions(
        horizon=12,
        strategy="recursive",
        season=1,
        members=1,
        steps=200,
        hidden_size=12,
        trials=False,
        threads=1,
    )
    result = fit_forecaster(series, SeriesColumns(), options).result
    gap = measure_gap(result.networks, result.task, result.attempt)
    # Of a random walk the error grows with the root of the steps since a true value: rows 4 to 12 in blocks
    # of 3 are 8 ahead in free run and 2 on true values, so about 2 times, whatever is learned.
    assert 1.4 < gap < 2.8
    assert f"errors in free run are {gap:.2f} times" in result.events[-1]
    assert "after training on its own values" in result.events[0]
