"""The simple rules of a fit, and their shares of the forecast, settled on held-out rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array, as_kept
from elman.backtesting.baselines import SeasonalLinear
from elman.backtesting.baselines.effects import deviation_of, solve_effects
from elman.forecasting.running.rules import RULES, Rules, mix
from elman.framing.covariates import Column, encode_rows
from elman.series.series_set import SeriesSet

if TYPE_CHECKING:
    from elman.forecasting.fitting.held_out import HeldOut

_FARTHEST = 20.0
"""Values farther from the median, in robust standard deviations, are left out of the least-squares map."""
_DEVIATION_OF_QUARTILES = 0.7413
"""The standard deviation of a normal variable, as a share of the distance between its quartiles."""
_PARTS = 4
"""Shares are multiples of a quarter. Between them the error hardly changes."""
_FIRST_GUESS = (0.5, 0.0, 0.0)
"""The first guess gives the linear map a half: on most public data sets the mean beats both parts."""
_BY_STEP_PAYS = 0.99
"""Shares by step are taken if their error, on rows that did not settle them, is below this part of the error
with the same shares at every step."""


def fit_rules(
    series: SeriesSet,
    horizon: int,
    season: int,
    *,
    like: Rules | None = None,
    columns: Sequence[Column] = (),
) -> Rules:
    """Fits the linear map; the rules have no share yet.

    Args:
        series: the series to learn from.
        horizon: the number of rows ahead.
        season: the season in rows; 1 if there is none.
        like: rules whose number of lags is used; None: the number is chosen.
        columns: the columns of the covariates known ahead, as the networks see them.
    """
    tamed = replace(series, y=tuple(_without_the_wild(y_N) for y_N in series.y))
    tamed, effect_F = _without_effects(tamed, season, columns)
    lags = None if like is None else len(like.weight_PK)
    fitted = SeasonalLinear.fit(tamed, horizon=horizon, season=season, lags=lags)
    share_RK = np.zeros((len(RULES), horizon)) if like is None else like.share_RK
    return Rules(
        weight_PK=as_kept(fitted.weight_PK),
        season=max(1, season),
        share_RK=share_RK,
        effect_F=as_kept(effect_F),
    )


def _without_effects(series: SeriesSet, season: int, columns: Sequence[Column]) -> tuple[SeriesSet, Array]:
    """The series less what covariates add, and what a number of them adds in deviations of a series."""
    bare = replace(series, future=(), future_names=())
    if not columns:
        return bare, np.zeros(0)
    encoded = [
        encode_rows(columns, series.future_names, future_NC[: len(y_N)], series.categories).astype(np.float64)
        for future_NC, y_N in zip(series.future, series.y, strict=True)
    ]
    scales = [deviation_of(y_N) for y_N in series.y]
    parts = zip(series.y, scales, encoded, strict=True)
    effect_F = solve_effects([(y_N / scale, x_NF) for y_N, scale, x_NF in parts], season)
    parts = zip(series.y, scales, encoded, strict=True)
    return replace(bare, y=tuple(y_N - scale * (x_NF @ effect_F) for y_N, scale, x_NF in parts)), effect_F


def _without_the_wild(y_N: Array) -> Array:
    """Returns the series without values that are more than twenty robust deviations from the median."""
    known_N = y_N[np.isfinite(y_N)]
    if not len(known_N):
        return y_N
    low, middle, high = np.quantile(known_N, (0.25, 0.5, 0.75))
    reach = _FARTHEST * _DEVIATION_OF_QUARTILES * (high - low)
    return np.clip(y_N, middle - reach, middle + reach) if reach > 0.0 else y_N


def settle_shares(held: HeldOut) -> tuple[Array, str]:
    """Returns the shares `(R, K)`, by step if that reduces the error, and a few words about them."""
    num_steps = held.truth_MK.shape[1]
    first_guess = np.repeat(np.array(_FIRST_GUESS)[:, None], num_steps, axis=1)
    if not np.isfinite(held.truth_MK).any():
        return first_guess, "the linear map has a share of one half, because no row could settle it"
    halves = np.arange(len(held.row_M)) % 2 == 0
    both = [_errors(held.where(half_M)) for half_M in (halves, ~halves)]
    shares_CR = np.array(_candidates())
    by_step = float(both[1][_best(both[0]), np.arange(num_steps)].sum())
    overall = float(both[1][_best(both[0].sum(axis=1, keepdims=True))[0]].sum())
    error_CK = _penalised(both[0] + both[1], held)
    if num_steps > 1 and by_step < _BY_STEP_PAYS * overall:
        best_K = _best(error_CK)
        return shares_CR[
            best_K
        ].T, f"shares settled on validation by step: {_told(shares_CR[best_K].mean(axis=0))}"
    best = _best(error_CK.sum(axis=1, keepdims=True))[0]
    share_RK = np.repeat(shares_CR[best][:, None], num_steps, axis=1)
    return share_RK, f"shares settled on validation: {_told(shares_CR[best])}"


def _best(error_CK: Array) -> Array:
    return np.asarray(error_CK.argmin(axis=0))


def _candidates() -> list[tuple[float, ...]]:
    """Returns all combinations of shares in quarters, of the rules and the networks, with the sum 1."""
    parts = product(range(_PARTS + 1), repeat=len(RULES))
    return [tuple(part / _PARTS for part in own) for own in parts if sum(own) <= _PARTS]


def _errors(held: HeldOut) -> Array:
    """Returns the sum of the weighted errors of every candidate, by step `(C, K)`."""
    middle = held.values_MKQ.shape[2] // 2
    values_MK1 = held.values_MKQ[..., middle : middle + 1]
    weight_M1 = held.weight_M[:, None]
    sums = []
    for shares in _candidates():
        share_RK = np.repeat(np.array(shares)[:, None], held.truth_MK.shape[1], axis=1)
        error_MK = np.abs(mix(values_MK1, held.rules_RMK, share_RK)[..., 0] - held.truth_MK)
        sums.append(np.nansum(weight_M1 * error_MK, axis=0))
    return np.array(sums)


def _penalised(error_CK: Array, held: HeldOut) -> Array:
    """Adds a penalty for distance from the first guess; with fewer rows the penalty is larger."""
    targets = len(np.unique(held.series_M * 2**40 + held.row_M))
    distance_C = np.abs(np.array(_candidates()) - np.array(_FIRST_GUESS)).sum(axis=1)
    return np.asarray(error_CK * (1.0 + 0.2 * distance_C / np.sqrt(targets))[:, None])


def _told(share_R: Array) -> str:
    told = [f"{name} {share:.2g}" for name, share in zip(RULES, share_R, strict=True) if share > 0.0]
    return ", ".join([f"networks {1.0 - float(share_R.sum()):.2g}", *told])
