"""The seasons of a data set, found from its values; those that its step suggests are tried first."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from elman.arrays import Array
from elman.data.filling import hold
from elman.series.calendar import customary_seasons
from elman.series.series_set import SeriesSet

_MOST_SERIES = 100
_MOST_ROWS = 30_000
_LONGEST_SEARCHED = 1000
# Correlation with the rows a season before: what a season that the step suggests must have, and one that
# nothing suggests. (ETTh2's day, which helps every forecaster, has 0.2.)
_SUGGESTED, _STRONG = 0.1, 0.3
# And in standard deviations of what white noise has; and how far below a neighbour a peak may be by chance.
_CERTAIN, _BY_CHANCE = 3.0, 2.0
# A season must be there this many times to be told from a trend.
_TIMES = 3
# Of peaks as high as this share of the highest, the first is the season and the others its multiples.
_AS_HIGH = 0.9
# How often the highest correlation of noise may be taken for a season, and robust deviations that count.
_SELDOM, _FARTHEST = 0.02, 5.0
# Of a mixed set, a fifth is worth a season (of M4's hourly series, three tenths have a clear week).
_ENOUGH_SERIES = 0.2
# Seasons of several series that differ by no more than this share of their length are one, found inexactly.
_ALIKE = 0.02


def find_seasons(series: SeriesSet) -> tuple[int, ...]:
    """The lengths in rows of the seasons that the values show, the commonest first; none is an answer.

    Judged in each of up to a hundred series by autocorrelation. A season is a peak of it: as high as all
    lags from half its length to one and a half times. First the differences are looked at, which no trend
    can reach, at the lags that the step suggests; a longer season counts beside a shorter one only if it is
    stronger. If there is none, the values less their straight line, in which noise hides a smooth season
    less, and then all lags up to 1000 in the same way. The set has the seasons that a fifth of its series
    have.
    """
    suggested = customary_seasons(series.frequency)
    values = [hold(y_N[-_MOST_ROWS:]) for y_N in series.y[:: -(-len(series) // _MOST_SERIES)]]
    values = [y_N for y_N in values if len(y_N) > 2 * _TIMES + 1 and np.ptp(y_N) > 0]
    values = [_without_the_wild(y_N) for y_N in values]
    longest = max([*suggested, _LONGEST_SEARCHED]) * 3 // 2
    changes = [_Correlation.of(_without_the_wild(np.diff(y_N)), longest, repeated=False) for y_N in values]
    levels = [_Correlation.of(_less_line(y_N), longest, repeated=True) for y_N in values]
    for correlations in (changes, levels):
        if found := _agreed((one.among(suggested) for one in correlations), suggested):
            return found
    for correlations in (changes, levels):
        if found := _agreed((one.search() for one in correlations), suggested):
            return found[:1]
    return ()


@dataclass(frozen=True, slots=True, eq=False)
class _Correlation:
    """The autocorrelation of one signal."""

    by_lag: Array
    """From lag 0, as far as it is of use."""
    noise: float
    """Its standard deviation for white noise."""
    rows: int
    """Of the signal."""
    repeated: bool
    """Whether a peak must be there again at twice its lag, with troughs between: a slow drift has none."""

    @classmethod
    def of(cls, signal_N: Array, longest: int, *, repeated: bool) -> _Correlation:
        """Computes it."""
        rows = len(signal_N)
        centred_N = signal_N - signal_N.mean()
        largest = np.abs(centred_N).max()
        longest = min((2 if repeated else 1) * rows // _TIMES, longest)
        if largest <= 1e-9 * np.abs(signal_N).max():
            return cls(np.zeros(longest + 1), 1.0, rows, repeated)
        size = 1 << (2 * rows - 1).bit_length()
        power = np.abs(np.fft.rfft(centred_N / largest, size)) ** 2
        own_L = np.fft.irfft(power, size)[: longest + 1]
        # Fewer products stand behind a longer lag.
        own_L = own_L / own_L[0] * (rows / (rows - np.arange(longest + 1)))
        return cls(own_L, rows**-0.5, rows, repeated)

    def among(self, suggested: Sequence[int]) -> list[int]:
        """Those of the suggested seasons that are there, a longer one if it is stronger than those before.

        Any number of days is nearly as strong as one. So a week must stand out from the days beside it, too.
        """
        found: dict[int, float] = {}
        for lag in suggested:
            strength = self._peak(lag)
            if strength <= max([_SUGGESTED, _CERTAIN * self.noise, *found.values()]):
                continue
            beside = [lag + sign * shorter for shorter in found for sign in (1, -1)]
            highest = max(
                (float(self.by_lag[near]) for near in beside if near < len(self.by_lag)), default=-1.0
            )
            if strength > highest + self._chance(strength):
                found[lag] = strength
        return list(found)

    def search(self) -> list[int]:
        """The first of the highest peaks, if it is high enough."""
        lags = range(2, min(len(self.by_lag), _LONGEST_SEARCHED + 1, self.rows // _TIMES + 1))
        strength = {lag: self._peak(lag, tolerant=False) for lag in lags}
        highest = max(strength.values(), default=0.0)
        first = next((lag for lag in lags if strength[lag] >= _AS_HIGH * highest), None)
        return [] if first is None or highest <= max(_STRONG, self._highest_by_chance(first)) else [first]

    def _highest_by_chance(self, lag: int) -> float:
        """What the highest of all lags hardly exceeds in noise: fewer products stand behind a longer lag.

        Neighbours of differenced noise go together, which makes their correlations larger by half of their
        variance.
        """
        lags = max(2, min(self.rows // _TIMES, _LONGEST_SEARCHED) - 1)
        deviation = math.sqrt((1.0 if self.repeated else 1.5) / (self.rows - lag))
        return deviation * NormalDist().inv_cdf(1.0 - _SELDOM / lags)

    def _chance(self, correlation: float) -> float:
        """How far two neighbours that are equally strong may differ: what they explain has no noise."""
        return _BY_CHANCE * self.noise * math.sqrt(max(0.0, 1.0 - correlation**2))

    def _peak(self, lag: int, *, tolerant: bool = True) -> float:
        """The correlation at a lag if none from half of it to one and a half times is higher, else 0."""
        if lag * (2 if self.repeated else 1) >= len(self.by_lag):
            return 0.0
        own = float(self.by_lag[lag])
        around = self.by_lag[max(1, lag // 2) : lag + lag // 2 + 1]
        if own < around.max() - (self._chance(own) if tolerant else 0.0):
            return 0.0
        if not self.repeated:
            return own
        troughs = self.by_lag[[lag // 2, lag + lag // 2]]
        return min(own, float(self.by_lag[2 * lag])) if (troughs < 0).all() else 0.0


def _agreed(found: Iterable[list[int]], suggested: Sequence[int]) -> tuple[int, ...]:
    """What enough of the series have, the commonest first."""
    each = list(found)
    votes = _together(Counter(lag for lags in each for lag in lags), suggested)
    return tuple(lag for lag, count in votes.most_common() if count >= _ENOUGH_SERIES * len(each))


def _together(votes: Counter[int], suggested: Sequence[int]) -> Counter[int]:
    """Seasons that differ by a few rows are one: the one that the step suggests, or else the commonest."""
    joined: Counter[int] = Counter()
    left = Counter(votes)
    while left:
        strength = {lag: sum(left[near] for near in _near(lag)) for lag in left}
        middle = max(left, key=lambda lag: (strength[lag], left[lag], -lag))
        near = [lag for lag in _near(middle) if left[lag]]
        known = [lag for lag in suggested if lag in _near(middle) and len(near) > 1]
        joined[known[0] if known else middle] += strength[middle]
        for lag in near:
            del left[lag]
    return joined


def _near(lag: int) -> range:
    reach = int(_ALIKE * lag)
    return range(lag - reach, lag + reach + 1)


def _without_the_wild(signal_N: Array) -> Array:
    """No farther from the median than five robust deviations: one wild value must not hide a season."""
    distance_N = np.abs(signal_N - np.median(signal_N))
    reach = _FARTHEST * 1.4826 * float(np.median(distance_N))
    if reach == 0.0:
        return signal_N
    middle = float(np.median(signal_N))
    return np.clip(signal_N, middle - reach, middle + reach)


def _less_line(y_N: Array) -> Array:
    """The values less their straight line."""
    time_N = np.linspace(-1.0, 1.0, len(y_N))
    centred_N = y_N - y_N.mean()
    return np.asarray(centred_N - time_N * (time_N @ centred_N) / (time_N @ time_N))
