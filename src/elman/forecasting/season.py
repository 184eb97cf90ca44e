"""The seasons of a data set, found from its values; those that its step suggests are tried first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.forecasting.calendar import customary_seasons
from elman.forecasting.filling import hold
from elman.forecasting.series import SeriesSet

_MOST_SERIES = 100
_MOST_ROWS = 30_000
_LONGEST_SEARCHED = 1000
# Correlation of the changes with those a season before: what a season that the step suggests must have, and
# one that nothing suggests. (ETTh2's day, which helps every forecaster, has 0.2.)
_SUGGESTED, _STRONG = 0.1, 0.3
# And in standard deviations of what white noise has.
_CERTAIN = 3.0
# A season must be there this many times to be told from a trend.
_TIMES = 3
# Of peaks as high as this share of the highest, the first is the season and the others its multiples.
_AS_HIGH = 0.9


def find_seasons(series: SeriesSet) -> tuple[int, ...]:
    """The lengths in rows of the seasons that the values show, the strongest first; none is an answer.

    Judged by the autocorrelation of the differences, which no trend can reach, median over the longer half of
    the series. A season is a peak of it: higher than all lags from half its length to one and a half times.
    A longer one counts beside a shorter one only if it is stronger. Where the step suggests none, or none of
    those is there, the lags up to 1000 are searched for the first high peak.
    """
    changes = list(_changes(series))
    if not changes:
        return ()
    suggested = customary_seasons(series.frequency)
    longest = max([*suggested, _LONGEST_SEARCHED])
    correlation = _median_correlation(changes, longest + longest // 2)
    found: dict[int, float] = {}
    chance = _CERTAIN / np.sqrt(np.median([len(part) for part in changes]))
    for lag in suggested:
        strength = _peak(correlation, lag)
        if strength > max([_SUGGESTED, chance, *found.values()]):
            found[lag] = strength
    if not found:
        searched = _search(correlation, max(_STRONG, chance))
        return () if searched is None else (searched,)
    return tuple(sorted(found, key=lambda lag: -found[lag]))


def _changes(series: SeriesSet) -> list[Array]:
    """The differences of up to a hundred series that change at all."""
    every = -(-len(series) // _MOST_SERIES)
    parts = [np.diff(hold(y_N[-_MOST_ROWS:])) for y_N in series.y[::every]]
    return [part - part.mean() for part in parts if len(part) > 2 * _TIMES and np.ptp(part) > 0]


def _median_correlation(changes: Sequence[Array], longest: int) -> Array:
    """By lag, from 0: the median over the longer half of the series, in all of which every lag fits."""
    enough = int(np.median([len(part) for part in changes]))
    longest = min(longest, enough // _TIMES)
    longer = [part for part in changes if len(part) >= enough]
    return np.median([_correlation(part, longest) for part in longer], axis=0)


def _correlation(part_N: Array, longest: int) -> Array:
    size = 1 << (2 * len(part_N) - 1).bit_length()
    power = np.abs(np.fft.rfft(part_N / np.abs(part_N).max(), size)) ** 2
    own_L = np.fft.irfft(power, size)[: longest + 1]
    # Fewer products stand behind a longer lag.
    return np.asarray(own_L / own_L[0] * (len(part_N) / (len(part_N) - np.arange(longest + 1))))


def _peak(correlation_L: Array, lag: int) -> float:
    """The correlation at a lag if none from half of it to one and a half times is higher, else 0."""
    if lag >= len(correlation_L):
        return 0.0
    around = correlation_L[max(1, lag // 2) : lag + lag // 2 + 1]
    return float(correlation_L[lag]) if correlation_L[lag] >= around.max() else 0.0


def _search(correlation_L: Array, at_least: float) -> int | None:
    """The first of the highest peaks."""
    lags = range(2, min(len(correlation_L), _LONGEST_SEARCHED + 1))
    strength = {lag: _peak(correlation_L, lag) for lag in lags}
    highest = max(strength.values(), default=0.0)
    if highest <= at_least:
        return None
    return next(lag for lag in lags if strength[lag] >= _AS_HIGH * highest)
