"""Seasons that are there are found, and none where there is none."""

import numpy as np
import pytest

from elman.series import SeriesSet, find_seasons
from elman.series.calendar import Frequency
from elman.series.season import _agreed
from tests.awkward_series import AWKWARD, HOUR, awkward_set

DAY = Frequency(unit="duration", step=24 * HOUR.step)


def series(*values, frequency=HOUR):
    return SeriesSet(
        ids=tuple(str(place) for place in range(len(values))),
        y=tuple(np.asarray(y_N, np.float32) for y_N in values),
        first=tuple(np.datetime64("2024-01-01", "us") for _ in values),
        frequency=frequency,
    )


def wave(rows, *periods, noise=0.3, trend=0.0, seed=0):
    t_N = np.arange(rows)
    noise_N = noise * np.random.default_rng(seed).normal(size=rows)
    return sum(np.sin(2 * np.pi * t_N / period) for period in periods) + noise_N + trend * t_N


WEEKS = np.tile(np.repeat([1.0, 1, 1, 1, 1, 0, 0], 24), 10)


@pytest.mark.parametrize(
    ("values", "frequency", "seasons"),
    [
        ([wave(2000, 24)], HOUR, (24,)),
        ([wave(2000, 24, trend=0.5)], HOUR, (24,)),
        ([wave(1680, 24) + 3 * WEEKS * wave(1680, 24, noise=0)], HOUR, (24, 168)),
        ([wave(700, 7)], DAY, (7,)),
        # A season that the step does not suggest.
        ([wave(700, 10)], DAY, (10,)),
        ([wave(700, 24)], Frequency(), (24,)),
        # Part of the set is enough, and the rest spoils nothing.
        ([wave(700, 7), *(wave(700, seed=seed) for seed in range(2)), np.zeros(700)], DAY, (7,)),
        # What has none.
        ([np.random.default_rng(0).normal(size=500)], HOUR, ()),
        ([np.random.default_rng(1).normal(size=500).cumsum()], DAY, ()),
        ([np.zeros(500)], HOUR, ()),
        ([np.arange(500.0)], HOUR, ()),
        ([[1.0]], HOUR, ()),
        ([wave(40, 24)], HOUR, ()),
    ],
)
def test_seasons(values, frequency, seasons):
    assert find_seasons(series(*values, frequency=frequency)) == seasons


def test_gaps_and_size_do_not_hide_a_season():
    for name in ("plain", "gaps", "huge", "tiny", "far from zero", "negative"):
        assert find_seasons(awkward_set(name)) == (24,), name
    for name in ("intermittent", "zeros", "constant", "a step at the end", "one point", "two points"):
        assert find_seasons(awkward_set(name)) == (), name


def test_a_mixed_set_has_the_season_of_its_seasonal_series():
    assert find_seasons(awkward_set(*AWKWARD)) == (24,)


def test_seasons_that_differ_by_a_few_rows_are_one():
    """Channels find 143 rows or a few more or less, and none of these has a fifth of the votes."""
    votes = [[length] for length in (141, 142, 142, 142, 143, 143, 143, 144, 144, 144, 145, 145, 60, 9, 9)]
    assert _agreed(votes, ()) == (143,)
    assert _agreed(votes, (144, 1008)) == (144,)
    assert _agreed([[24], [24], [25], [25], [168, 24]], ()) == (24, 25, 168)


def test_channels_of_slightly_different_length_share_a_season():
    made_up = np.random.default_rng(0)
    row_N = np.arange(1_500)
    lengths = np.repeat([141, 142, 143, 144, 145], 4)
    values = [np.sin(row_N * 2 * np.pi / length) + 0.3 * made_up.normal(size=1_500) for length in lengths]
    numbered = SeriesSet(ids=tuple(map(str, range(20))), y=tuple(values), first=(0,) * 20)
    assert find_seasons(numbered) == (143,)
