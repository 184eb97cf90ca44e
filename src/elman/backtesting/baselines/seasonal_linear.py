"""The best linear map from the last rows to the next ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from elman.arrays import Array
from elman.backtesting.baselines.baseline import Baseline
from elman.backtesting.baselines.effects import Effects
from elman.backtesting.baselines.window_sums import WindowSums, window_sums
from elman.data.filling import hold_season
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet

_SEASONS = (1, 2, 3, 7, 14)
_ROWS = (8, 16, 32, 64, 128, 256, 512)
_LONGEST = 512
_RIDGES = (1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
_RIDGE_UNCHOSEN = 1e-1
_HELD_OUT = 0.2
_WINDOWS_AT_ONCE = 4096


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SeasonalLinear(Baseline):
    """`y[t + k] - y[t] = sum over 0 < j < L of w[j, k] (y[t - j] - y[t])`, by ridge regression, direct in k.

    One map for all series, each divided by its standard deviation over the training part while fitting; as
    the map has no constant, a forecast does not depend on it. The length L of the window and the ridge are
    those that do best on the last fifth of the training part. Before a series begins it is taken to be as
    its first value. What covariates that are known ahead add is learned first, and is no part of the windows.
    """

    weight_PK: Array
    """From the deviations of lags 1 to P to the changes ahead."""
    season: int
    """For missing values, which are held from the season before."""
    ridge: float
    """As chosen, in shares of the mean square of the deviations."""
    effects: Effects | None = None
    """Of the covariates; None without them."""

    @classmethod
    def fit(cls, train: SeriesSet, *, horizon: int, season: int, lags: int | None = None) -> Self:
        """Sums the products of all windows once, and solves for every length and ridge.

        Args:
            train: the training part.
            horizon: the rows that it will be asked for, at most.
            season: its length in rows; 1: none.
            lags: rows before the present one that the window has; None: chosen.
        """
        if train.future_names:
            effects = Effects.fit(train, season)
            added = [effects.of(train, number, len(y_N)) for number, y_N in enumerate(train.y)]
            plain = cls.fit(_without(added, train), horizon=horizon, season=season, lags=lags)
            return replace(plain, effects=effects)
        if lags is not None:
            return cls._with_lags(train, horizon, season, lags)
        longest = int(train.lengths.max()) - horizon
        lengths = [length for length in _lengths(season) if length <= longest // 2]
        if not lengths:
            return cls(weight_PK=np.zeros((0, horizon)), season=season, ridge=0.0)
        fitted, held_out, between = _sums(train, lengths[-1] - 1, horizon, season)
        length, ridge = _choose(fitted, held_out, lengths, season)
        everything = fitted.plus(held_out).plus(between)
        return cls(weight_PK=everything.solve(length - 1, ridge), season=season, ridge=ridge)

    @classmethod
    def _with_lags(cls, train: SeriesSet, horizon: int, season: int, lags: int) -> Self:
        if int(train.lengths.max()) <= horizon or not lags:
            return cls(weight_PK=np.zeros((lags, horizon)), season=season, ridge=0.0)
        fitted, held_out, between = _sums(train, lags, horizon, season)
        _, ridge = _choose(fitted, held_out, [lags + 1], season)
        everything = fitted.plus(held_out).plus(between)
        return cls(weight_PK=everything.solve(lags, ridge), season=season, ridge=ridge)

    def forecast(self, series: SeriesSet, origins: Origins, horizon: int) -> Array:
        """The map of the rows before each origin."""
        if self.effects is not None:
            return self._beside(self.effects, series, origins, horizon)
        lags = len(self.weight_PK)
        point_MK = np.empty((len(origins), horizon))
        for number, of in origins:
            padded_N = _padded(series.y[number], lags, self.season)
            window_NP = np.lib.stride_tricks.sliding_window_view(padded_N, lags + 1)
            for start in range(of.start, of.stop, _WINDOWS_AT_ONCE):
                some = slice(start, min(of.stop, start + _WINDOWS_AT_ONCE))
                window_MP = window_NP[origins.row_M[some]][:, ::-1]
                last_M1 = window_MP[:, :1]
                change_MK = (window_MP[:, 1:] - last_M1) @ self.weight_PK[:, :horizon]
                point_MK[some] = last_M1 + change_MK
        return point_MK

    def _beside(self, effects: Effects, series: SeriesSet, origins: Origins, horizon: int) -> Array:
        """The forecast of the series without the effects, and what these add ahead."""
        known_I = series.lengths.copy()
        for number, of in origins:
            known_I[number] = int(origins.row_M[of].min()) + 1
        added = [effects.of(series, number, int(known)) for number, known in enumerate(known_I)]
        plain = replace(self, effects=None)
        point_MK = plain.forecast(_without(added, series), origins, horizon)
        for number, of in origins:
            ahead_MK = origins.row_M[of][:, None] + 1 + np.arange(horizon)
            point_MK[of] += added[number][np.minimum(ahead_MK, len(added[number]) - 1)]
        return point_MK


def _without(added: Sequence[Array], series: SeriesSet) -> SeriesSet:
    """The series less what covariates add, and without these."""
    y = tuple(y_N - added_N[: len(y_N)] for y_N, added_N in zip(series.y, added, strict=True))
    return replace(series, y=y, future=(), future_names=())


def _lengths(season: int) -> list[int]:
    """Windows to be tried, in rows with the present one."""
    seasons = {season * times + 1 for times in _SEASONS if season > 1}
    return sorted(length for length in {*seasons, *_ROWS} if length <= max(_LONGEST, season + 1))


def _choose(fitted: WindowSums, held_out: WindowSums, lengths: list[int], season: int) -> tuple[int, float]:
    if not (fitted.count and held_out.count):
        return min(lengths, key=lambda length: abs(length - season - 1)), _RIDGE_UNCHOSEN
    errors = {
        (length, ridge): held_out.squared_error(fitted.solve(length - 1, ridge))
        for length in lengths
        for ridge in _RIDGES
    }
    return min(errors, key=lambda choice: errors[choice])


def _padded(y_N: Array, lags: int, season: int) -> Array:
    """The series without missing values, its first one standing `lags` times before it; float64."""
    filled_N = hold_season(y_N, season)
    return np.concatenate([np.full(lags, filled_N[0]), filled_N])


def _sums(train: SeriesSet, lags: int, horizon: int, season: int) -> list[WindowSums]:
    """Of the windows that end before a series' last fifth, of those that begin in it, and of the others."""
    known = [_whole_targets(y_N, horizon) for y_N in train.y]
    if not any(known_M.any() for known_M in known):
        # Hardly anything is known: what was filled in must do.
        known = [np.ones(len(known_M), bool) for known_M in known]
    parts: list[list[tuple[Array, Array]]] = [[], [], []]
    for y_N, known_M in zip(train.y, known, strict=True):
        value_N = _padded(y_N, lags, season)
        scale = float(np.std(y_N[~np.isnan(y_N)], dtype=np.float64)) if known_M.any() else 0.0
        if scale == 0:
            continue
        cut = len(y_N) - max(2 * horizon, round(_HELD_OUT * len(y_N)))
        row_M = np.arange(len(known_M))
        part_M = np.where(row_M + horizon < cut, 0, np.where(row_M >= cut - 1, 1, 2))
        # Deviations do not depend on the mean, but their sums are exact only where it is small.
        value_N = (value_N - value_N.mean()) / scale
        for part in range(3):
            parts[part].append((value_N, known_M & (part_M == part)))
    return [window_sums(part, lags, horizon) for part in parts]


def _whole_targets(y_N: Array, horizon: int) -> Array:
    """The rows after which the whole horizon is known, as a mask over those that have one."""
    missing_N = np.concatenate([[0], np.cumsum(np.isnan(y_N))])
    row_M = np.arange(max(0, len(y_N) - horizon))
    return np.asarray(missing_N[row_M + 1 + horizon] == missing_N[row_M + 1])
