"""The seasons of a data set, found from its values; those that its step suggests are tried first."""

from __future__ import annotations

from collections import Counter
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
# Of a mixed set, a quarter is worth a season (of M4's hourly series, the week is strong in two fifths).
_ENOUGH_SERIES = 0.25


def find_seasons(series: SeriesSet) -> tuple[int, ...]:
    """The lengths in rows of the seasons that the values show, the commonest first; none is an answer.

    Judged in each of up to a hundred series by the autocorrelation of its differences, which no trend can
    reach. A season is a peak of it: as high as all lags from half its length to one and a half times. A
    longer one counts beside a shorter one only if it is stronger. Where the step suggests none, or none of
    those is there, the first high peak among the lags up to 1000 is taken. The set has the seasons that a
    quarter of its series have.
    """
    suggested = customary_seasons(series.frequency)
    correlations = [_correlation(part, [*suggested, _LONGEST_SEARCHED]) for part in _changes(series)]
    least = _ENOUGH_SERIES * len(correlations)
    votes = Counter(lag for one in correlations for lag in _suggested(*one, suggested))
    found = [lag for lag, count in votes.most_common() if count >= least]
    if not found:
        votes = Counter(lag for one in correlations for lag in _search(*one))
        found = [lag for lag, count in votes.most_common(1) if count >= least]
    return tuple(found)


def _changes(series: SeriesSet) -> list[Array]:
    """The differences of the series that change at all."""
    every = -(-len(series) // _MOST_SERIES)
    parts = [np.diff(hold(y_N[-_MOST_ROWS:])) for y_N in series.y[::every]]
    return [part - part.mean() for part in parts if len(part) > 2 * _TIMES and np.ptp(part) > 0]


def _correlation(part_N: Array, lags: Sequence[int]) -> tuple[Array, float]:
    """The autocorrelation by lag, from 0, as far as it is of use; and what white noise may have."""
    longest = min(len(part_N) // _TIMES, max(lags) * 3 // 2)
    size = 1 << (2 * len(part_N) - 1).bit_length()
    power = np.abs(np.fft.rfft(part_N / np.abs(part_N).max(), size)) ** 2
    own_L = np.fft.irfft(power, size)[: longest + 1]
    # Fewer products stand behind a longer lag.
    own_L = own_L / own_L[0] * (len(part_N) / (len(part_N) - np.arange(longest + 1)))
    return own_L, _CERTAIN / float(np.sqrt(len(part_N)))


def _suggested(correlation_L: Array, chance: float, suggested: Sequence[int]) -> list[int]:
    """Those of the suggested seasons, from the shortest, that are there and stronger than the ones before."""
    found: dict[int, float] = {}
    for lag in suggested:
        strength = _peak(correlation_L, lag)
        if strength > max([_SUGGESTED, chance, *found.values()]):
            found[lag] = strength
    return list(found)


def _search(correlation_L: Array, chance: float) -> list[int]:
    """The first of the highest peaks, if it is high enough."""
    lags = range(2, min(len(correlation_L), _LONGEST_SEARCHED + 1))
    strength = {lag: _peak(correlation_L, lag) for lag in lags}
    highest = max(strength.values(), default=0.0)
    first = next((lag for lag in lags if strength[lag] >= _AS_HIGH * highest), None)
    return [] if first is None or highest <= max(_STRONG, chance) else [first]


def _peak(correlation_L: Array, lag: int) -> float:
    """The correlation at a lag if none from half of it to one and a half times is higher, else 0."""
    if lag >= len(correlation_L):
        return 0.0
    around = correlation_L[max(1, lag // 2) : lag + lag // 2 + 1]
    return float(correlation_L[lag]) if correlation_L[lag] >= around.max() else 0.0
