"""Framing against its definition in float64; causal, invertible, and every series by itself."""

from dataclasses import replace

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.framing import (
    FARTHEST,
    Column,
    Framing,
    fit_covariates,
    make_frame,
    make_targets,
    pack_series,
)
from elman.series import SeriesSet
from tests.unit.framing import definition

SEASONAL = Framing(
    horizon=7, block=7, lags=12, level="mean", level_rows=6, scale="deviation", season=6, difference=6
)
FRAMINGS = {
    "last": Framing(horizon=5, block=5, lags=4),
    "seasonal": SEASONAL,
    "segments": Framing(horizon=9, block=9, stride=4, lags=4, level="median", level_rows=3, scale="mad"),
    "weekly": replace(SEASONAL, difference=18, lags=8),
}
# float32 features of float64 sums: half a unit in the last place of numbers up to 20, and a bit for the sums.
TOLERANCE = 4e-6


def made(seed=0):
    random = np.random.default_rng(seed)
    long_N = 40 + 5 * np.sin(np.arange(90) / 6 * 2 * np.pi) + random.normal(size=90)
    long_N[[3, 20, 21, 50]] = np.nan
    small_N = 1e-3 * random.normal(size=35).cumsum()
    large_N = 1e7 + 1e5 * random.normal(size=60)
    large_N[:5] = np.nan
    y = tuple(part.astype(np.float32) for part in (long_N, small_N, large_N))
    return SeriesSet(ids=("long", "small", "large"), y=y, first=(0, 0, 0))


def frames(framing, series, ends):
    packed = pack_series(framing, series)
    series_B = np.arange(len(series))
    end_BT = np.tile(np.array(ends), (len(series), 1))
    frame = make_frame(packed, series_B, end_BT)
    return frame, *make_targets(packed, series_B, end_BT, frame)


@pytest.mark.parametrize("name", FRAMINGS)
def test_a_step_is_what_its_definition_says(name):
    framing, series = FRAMINGS[name], made()
    ends = [6, 13, 25, 34]
    frame, _, _ = frames(framing, series, ends)
    for lane, y_N in enumerate(series.y):
        for place, end in enumerate(ends):
            features, scale, base = definition.step(framing, y_N, end)
            np.testing.assert_allclose(frame.x_BTF[lane, place], features, rtol=0, atol=TOLERANCE)
            # The running deviation is a difference of two sums of squares.
            np.testing.assert_allclose(frame.scale_BT[lane, place], scale, rtol=1e-6)
            np.testing.assert_allclose(frame.base_BTK[lane, place], base, rtol=1e-12)


def mutants(framing):
    """Each breaks one rule of the definition."""
    return {
        "a row of the future": lambda y_N, end: definition.step(framing, y_N, end + 1),
        "a row too old": lambda y_N, end: definition.step(framing, y_N, end - 1),
        "the base a row off": lambda y_N, end: (
            *definition.step(framing, y_N, end)[:2],
            definition.step(framing, np.roll(y_N, 1), end)[2],
        ),
        "the scale of another series": lambda y_N, end: (
            definition.step(framing, y_N, end)[0],
            definition.step(framing, made().y[0], end)[1],
            definition.step(framing, y_N, end)[2],
        ),
    }


@pytest.mark.parametrize("mutant", mutants(SEASONAL))
def test_the_check_rejects(mutant):
    series = made()
    frame, _, _ = frames(SEASONAL, series, [25])
    features, scale, base = mutants(SEASONAL)[mutant](series.y[1], 25)
    same = [
        np.allclose(frame.x_BTF[1, 0], features, rtol=0, atol=TOLERANCE),
        np.isclose(frame.scale_BT[1, 0], scale, rtol=1e-6),
        np.allclose(frame.base_BTK[1, 0], base, rtol=1e-12),
    ]
    assert not all(same)


@pytest.mark.parametrize("name", FRAMINGS)
def test_targets_and_their_inverse(name):
    framing, series = FRAMINGS[name], made()
    ends = [20, 30]
    frame, y_BTK, known_BTK = frames(framing, series, ends)
    back_BTK = frame.invert(y_BTK)
    for lane, y_N in enumerate(series.y):
        padded_N = np.concatenate([y_N, np.full(framing.horizon, np.nan, np.float32)])
        for place, end in enumerate(ends):
            truth_K = padded_N[end : end + framing.block].astype(np.float64)
            known_K = np.isfinite(truth_K)
            np.testing.assert_array_equal(known_BTK[lane, place], known_K)
            inside_K = known_K & (np.abs(y_BTK[lane, place]) < FARTHEST)
            assert 2 * inside_K.sum() >= known_K.sum()
            # float32 targets of up to 20 scales.
            limit = 2e-6 * frame.scale_BT[lane, place]
            np.testing.assert_allclose(back_BTK[lane, place][inside_K], truth_K[inside_K], rtol=0, atol=limit)


@pytest.mark.parametrize("name", FRAMINGS)
def test_nothing_after_the_end_is_seen(name):
    framing, series = FRAMINGS[name], made()
    changed = replace(
        series, y=tuple(np.where(np.arange(len(y_N)) < 25, y_N, 1e9).astype(np.float32) for y_N in series.y)
    )
    before, *_ = frames(framing, series, [12, 25])
    after, *_ = frames(framing, changed, [12, 25])
    np.testing.assert_array_equal(before.x_BTF, after.x_BTF)
    np.testing.assert_array_equal(before.scale_BT, after.scale_BT)
    np.testing.assert_array_equal(before.base_BTK, after.base_BTK)


@pytest.mark.parametrize("name", FRAMINGS)
def test_no_series_sees_another(name):
    framing, series = FRAMINGS[name], made()
    whole, *_ = frames(framing, series, [25])
    for lane in range(len(series)):
        alone, *_ = frames(framing, series.select([lane]), [25])
        np.testing.assert_array_equal(alone.x_BTF[0], whole.x_BTF[lane])
        np.testing.assert_array_equal(alone.base_BTK[0], whole.base_BTK[lane])


def test_features_are_as_many_as_their_names():
    series = replace(
        made(),
        past=tuple(np.ones((len(y_N), 1), np.float32) for y_N in made().y),
        past_names=("wind",),
        future=tuple(np.ones((len(y_N) + 3, 2), np.float32) for y_N in made().y),
        future_names=("price", "holiday"),
        static={"place": ("x", "y", "x"), "size": (1.0, 2.0, 3.0)},
        categories={"holiday": ("none", "easter")},
    )
    framing = replace(FRAMINGS["segments"], gaps=True, covariates=fit_covariates(series))
    frame, *_ = frames(framing, series, [8, 12])
    assert frame.x_BTF.shape[2] == framing.num_features == len(framing.feature_names)
    assert Framing.from_dict(framing.to_dict()) == framing
    assert len(set(framing.feature_names)) == framing.num_features


def test_an_unknown_category_is_none_of_the_known():
    column = Column(name="day", categories=("mon", "tue"))
    np.testing.assert_array_equal(
        column.encode(np.array([1.0, 0.0, np.nan, 2.0]), ["tue", "mon", "sun"]),
        [[1, 0], [0, 1], [0, 0], [0, 0]],
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"block": 8}, "block must be a whole number of at least 1 and at most 7"),
        ({"level": "mode"}, "unknown level 'mode'"),
        ({"scale": "range"}, "unknown scale 'range'"),
        ({"stride": 0}, "stride must be a whole number of at least 1"),
        ({"block": 3, "stride": 2}, "block must be a multiple of the stride"),
    ],
)
def test_a_framing_refuses(changes, message):
    with pytest.raises(ArgumentError, match=message):
        replace(SEASONAL, **changes)
