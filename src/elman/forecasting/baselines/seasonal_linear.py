"""The best linear map from the last rows to the next ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from elman.arrays import Array
from elman.forecasting.baselines.baseline import Baseline
from elman.forecasting.filling import hold_season
from elman.forecasting.origins import Origins
from elman.forecasting.series import SeriesSet

_SEASONS = (1, 2, 3, 7, 14)
_ROWS = (8, 16, 32, 64, 128, 256, 512)
_LONGEST = 512
_RIDGES = (1e-6, 1e-4, 1e-3, 1e-2, 1e-1, 1.0)
_RIDGE_UNCHOSEN = 1e-1
_HELD_OUT = 0.2
# More windows than this move the weights by less than the ridge does, and cost seconds.
_MOST_WINDOWS = 60_000
_WINDOWS_AT_ONCE = 4096


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SeasonalLinear(Baseline):
    """`y[t + k] - y[t] = sum over 0 < j < L of w[j, k] (y[t - j] - y[t])`, by ridge regression, direct in k.

    One map for all series, each divided by its standard deviation over the training part while fitting; as
    the map has no constant, a forecast does not depend on it. The length L of the window and the ridge are
    those that do best on the last fifth of the training part. Exact up to 60,000 windows; of more, every
    so-manyth is taken. Before a series begins it is taken to be as its first value.
    """

    weight_PK: Array
    """From the deviations of lags 1 to P to the changes ahead."""
    season: int
    """For missing values, which are held from the season before."""
    ridge: float
    """As chosen, in shares of the mean square of the deviations."""

    @classmethod
    def fit(cls, train: SeriesSet, *, horizon: int, season: int) -> Self:
        """Sums the products of all windows once, and solves for every length and ridge."""
        longest = int(train.lengths.max()) - horizon
        lengths = [length for length in _lengths(season) if length <= longest // 2]
        if not lengths:
            return cls(weight_PK=np.zeros((0, horizon)), season=season, ridge=0.0)
        fitted, held_out, between = _sums(train, lengths[-1] - 1, horizon, season)
        length, ridge = _choose(fitted, held_out, lengths, season)
        everything = fitted.plus(held_out).plus(between)
        return cls(weight_PK=everything.solve(length - 1, ridge), season=season, ridge=ridge)

    def forecast(self, series: SeriesSet, origins: Origins, horizon: int) -> Array:
        """The map of the rows before each origin."""
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


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Sums over windows of the products of P lagged deviations x and K changes ahead z."""

    gram_PP: Array
    moment_PK: Array
    square: float
    count: int

    def plus(self, other: _Sums) -> _Sums:
        """Over the windows of both."""
        return _Sums(
            self.gram_PP + other.gram_PP,
            self.moment_PK + other.moment_PK,
            self.square + other.square,
            self.count + other.count,
        )

    def solve(self, lags: int, ridge: float) -> Array:
        """The weights of the first lags."""
        gram_PP = self.gram_PP[:lags, :lags]
        mean_square = float(np.trace(gram_PP)) / max(lags, 1)
        if mean_square == 0:
            return np.zeros((lags, self.moment_PK.shape[1]))
        ridged_PP = gram_PP + ridge * mean_square * np.eye(lags)
        return np.asarray(np.linalg.solve(ridged_PP, self.moment_PK[:lags]))

    def squared_error(self, weight_PK: Array) -> float:
        """`sum of (z - x W)^2`."""
        lags = len(weight_PK)
        own = np.sum(weight_PK * (self.gram_PP[:lags, :lags] @ weight_PK))
        return float(self.square - 2 * np.sum(weight_PK * self.moment_PK[:lags]) + own)


def _lengths(season: int) -> list[int]:
    """Windows to be tried, in rows with the present one."""
    seasons = {season * times + 1 for times in _SEASONS if season > 1}
    return sorted(length for length in {*seasons, *_ROWS} if length <= max(_LONGEST, season + 1))


def _choose(fitted: _Sums, held_out: _Sums, lengths: list[int], season: int) -> tuple[int, float]:
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


def _sums(train: SeriesSet, lags: int, horizon: int, season: int) -> tuple[_Sums, _Sums, _Sums]:
    """Of the windows that end before a series' last fifth, of those that begin in it, and of the others."""
    whole = [_whole_targets(y_N, horizon) for y_N in train.y]
    if not any(rows.size for rows in whole):
        # Hardly anything is known: what was filled in must do.
        whole = [np.arange(max(0, len(y_N) - horizon)) for y_N in train.y]
    every = -(-sum(rows.size for rows in whole) // _MOST_WINDOWS) or 1
    sums = [_Sums(np.zeros((lags, lags)), np.zeros((lags, horizon)), 0.0, 0) for _ in range(3)]
    for part, x_MP, z_MK in _gathered(train, whole, every, lags, horizon, season):
        own = _Sums(x_MP.T @ x_MP, x_MP.T @ z_MK, float(np.sum(z_MK**2)), len(x_MP))
        sums[part] = sums[part].plus(own)
    return sums[0], sums[1], sums[2]


def _whole_targets(y_N: Array, horizon: int) -> Array:
    """The rows after which the whole horizon is known."""
    missing_N = np.concatenate([[0], np.cumsum(np.isnan(y_N))])
    rows = np.arange(max(0, len(y_N) - horizon))
    return np.asarray(rows[missing_N[rows + 1 + horizon] == missing_N[rows + 1]])


def _gathered(
    train: SeriesSet, whole: list[Array], every: int, lags: int, horizon: int, season: int
) -> Iterator[tuple[int, Array, Array]]:
    """Windows of all series, many at once, by the part (0, 1, 2) that they belong to."""
    waiting: list[list[Array]] = [[], [], []]
    for y_N, row_M in zip(train.y, whole, strict=True):
        scale = float(np.nanstd(y_N, dtype=np.float64)) if not np.isnan(y_N).all() else 0.0
        if scale == 0 or not row_M.size:
            continue
        view_NW = np.lib.stride_tricks.sliding_window_view(
            _padded(y_N, lags, season) / scale, lags + 1 + horizon
        )
        cut = len(y_N) - max(2 * horizon, round(_HELD_OUT * len(y_N)))
        part_M = np.where(row_M + horizon < cut, 0, np.where(row_M >= cut - 1, 1, 2))
        for part in range(3):
            rows = row_M[part_M == part][::every]
            for start in range(0, len(rows), _WINDOWS_AT_ONCE):
                waiting[part].append(view_NW[rows[start : start + _WINDOWS_AT_ONCE]])
                if sum(map(len, waiting[part])) >= _WINDOWS_AT_ONCE:
                    yield part, *_divided(waiting[part], lags)
                    waiting[part] = []
    for part in range(3):
        if waiting[part]:
            yield part, *_divided(waiting[part], lags)


def _divided(windows: list[Array], lags: int) -> tuple[Array, Array]:
    """Deviations by lag, from 1, and changes ahead."""
    window_MW = np.concatenate(windows)
    change_MW = window_MW - window_MW[:, lags : lags + 1]
    return change_MW[:, :lags][:, ::-1], change_MW[:, lags + 1 :]
