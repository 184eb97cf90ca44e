"""Training windows: a pure function of seed and step, causal, and fair to every series."""

import numpy as np
import pytest

from elman.errors import DataError
from elman.forecasting.fitting.weights import ErrorWeights
from elman.forecasting.fitting.windows import OriginWindows
from elman.framing import Framing, make_frame, pack_series
from elman.series import SeriesSet
from tests.unit.training.fakes import make_plan

FRAMING = Framing(horizon=6, block=6, lags=4, stride=2)


def source(*y, seed=3, steps=5, framing=FRAMING):
    series = SeriesSet(
        ids=tuple(str(k) for k in range(len(y))),
        y=tuple(np.asarray(part, np.float32) for part in y),
        first=(0,) * len(y),
    )
    packed = pack_series(framing, series)
    plan = make_plan(schedule=None, window=steps, batch_size=8, seed=seed)
    return OriginWindows(packed, ErrorWeights(packed), plan), packed


def walk(seed, rows):
    return np.random.default_rng(seed).normal(size=rows).cumsum()


def test_a_window_depends_on_seed_and_step_alone():
    windows, _ = source(walk(0, 80), walk(1, 90))
    again, _ = source(walk(0, 80), walk(1, 90))
    other, _ = source(walk(0, 80), walk(1, 90), seed=4)
    later = [windows(step) for step in (9, 0, 5)]
    for ours, step in zip(later, (9, 0, 5), strict=True):
        for mine, theirs in zip(ours[:3], again(step)[:3], strict=True):
            np.testing.assert_array_equal(mine, theirs)
    assert not np.array_equal(windows(0).x_BTF, other(0).x_BTF)


def test_a_walk_goes_on_where_the_window_before_it_ended():
    windows, packed = source(walk(0, 200))
    carried = [windows(step).carries_state for step in range(16)]
    assert carried == [False, *[True] * 7] * 2
    # The rows of a walk are one stretch: each window's first step is one stride after the last one's end.
    seen = np.concatenate([windows(step).x_BTF[0] for step in range(8)])
    ends = np.arange(5, 200)
    frame = make_frame(packed, np.array([0]), ends[None])
    place = int(np.flatnonzero((frame.x_BTF[0] == seen[0]).all(axis=1))[0])
    count = min(len(seen), (len(ends) - place + 1) // 2)
    np.testing.assert_array_equal(frame.x_BTF[0, place : place + 2 * count : 2], seen[:count])


def test_what_is_not_known_does_not_count():
    y_N = walk(0, 60)
    y_N[40:45] = np.nan
    windows, _ = source(y_N)
    for step in range(20):
        _, y_BTK, weight_BTK, _ = windows(step)
        assert np.isfinite(y_BTK).all()
        assert np.isfinite(weight_BTK).all()
        assert (weight_BTK >= 0).all()
        assert weight_BTK.shape == y_BTK.shape
    total = sum(float((windows(step).weight_BTO == 0).mean()) for step in range(20))
    assert total > 0


def test_every_series_is_drawn_as_often_and_one_value_is_none():
    windows, _packed = source(walk(0, 500), walk(1, 20), [7.0], [np.nan, np.nan])
    drawn = [windows(step).x_BTF[:, 0] for step in range(0, 160, 8)]
    assert drawn
    assert list(windows._usable) == [0, 1]


def test_nothing_to_learn_from_is_refused():
    with pytest.raises(DataError, match="at least two known values"):
        source([1.0], [np.nan, 2.0])


def test_an_error_counts_in_the_measures_of_its_own_series():
    """A series a million times as large has the same weights: scale by scale they are the same numbers."""
    y_N = 50 + walk(0, 120)
    _windows, packed = source(y_N, 1e6 * y_N)
    weights = ErrorWeights(packed)
    scale_BT = np.array([[2.0, 3.0], [2e6, 3e6]])
    counted = weights(np.array([0, 1]), scale_BT)
    np.testing.assert_allclose(counted[0], counted[1], rtol=1e-6)
    np.testing.assert_allclose(
        weights.of_series(np.array([0])), 1e6 * weights.of_series(np.array([1])), rtol=1e-6
    )
