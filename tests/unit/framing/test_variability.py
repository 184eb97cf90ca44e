"""The measure of errors: the mean seasonal change of late, from the rows before the origin alone."""

import numpy as np
import pytest

from elman.framing import Framing, pack_series, recent_variability
from elman.series import Origins, SeriesSet

SEASON = 4
FRAMING = Framing(horizon=3, block=3, lags=4, season=SEASON)


def unit_of(y_N, row_M, scale=0.0):
    series = SeriesSet(ids=("a",), y=(np.asarray(y_N, np.float32),), first=(0,))
    origins = Origins(series_M=np.zeros(len(row_M), np.int64), row_M=np.array(row_M))
    return recent_variability(pack_series(FRAMING, series), origins, np.full(len(row_M), scale))


def defined(y_N, row):
    """Row by row, in float64."""
    changes = [abs(y_N[k] - y_N[k - SEASON]) for k in range(SEASON, row + 1)]
    return max(np.mean(changes[-56:]), 0.2 * np.mean(changes))


@pytest.mark.parametrize("quiet", [1.0, 0.0, 0.01])
def test_it_is_the_mean_of_the_latest_seasonal_changes(quiet):
    y_N = np.random.default_rng(0).normal(size=200).astype(np.float32)
    y_N[90:] *= quiet
    rows = [12, 59, 60, 61, 100, 150, 199]
    expected = [defined(y_N.astype(np.float64), row) for row in rows]
    # Differences of running sums, in float64.
    np.testing.assert_allclose(unit_of(y_N, rows), expected, rtol=1e-9)
    off_by_one = [defined(y_N.astype(np.float64), row - 1) for row in rows]
    assert not np.allclose(unit_of(y_N, rows), off_by_one, rtol=1e-9)


def test_nothing_after_the_origin_is_seen():
    y_N = np.random.default_rng(1).normal(size=100)
    changed_N = np.where(np.arange(100) <= 70, y_N, 1e6)
    np.testing.assert_array_equal(unit_of(y_N, [50, 70]), unit_of(changed_N, [50, 70]))


def test_a_series_that_never_moved_has_a_share_of_the_scale():
    np.testing.assert_allclose(unit_of(np.full(30, 5.0), [20], scale=2.0), 0.04)
    assert unit_of([5.0], [0], scale=2.0)[0] == 0.04


def test_not_even_how_many_rows_come_after_the_origin_is_seen():
    y_N = np.random.default_rng(2).normal(size=100)
    np.testing.assert_array_equal(unit_of(y_N[:8], [5, 7]), unit_of(y_N, [5, 7]))
    assert unit_of(y_N, [7]) == pytest.approx(np.abs(np.diff(y_N[:8])).mean(), rel=1e-6)


@pytest.mark.parametrize("change", ["mean", "robust"])
def test_series_side_by_side_are_as_one_by_one_to_the_bit(change, monkeypatch):
    random = np.random.default_rng(0)
    lengths = random.integers(1, 120, 30)
    y = [random.normal(size=rows).cumsum() for rows in lengths]
    y[3][: len(y[3]) // 2] = np.nan
    y[5][:] = np.nan
    series = SeriesSet(ids=tuple(map(str, range(30))), y=tuple(y), first=(0,) * 30)
    packed = pack_series(Framing(horizon=5, block=5, lags=8, season=7, change=change), series)
    number_M = np.sort(random.integers(0, 30, 400))
    origins = Origins(series_M=number_M, row_M=np.array([int(lengths[number]) // 2 for number in number_M]))
    together = recent_variability(packed, origins, np.ones(400))
    monkeypatch.setattr("elman.framing.variability._SIDE_BY_SIDE", 1)
    np.testing.assert_array_equal(recent_variability(packed, origins, np.ones(400)), together)
    assert len(np.unique(together)) > 20
