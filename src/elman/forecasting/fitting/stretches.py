"""What a simple rule's errors over all rows say: where in the season they are large, and in which stretches.

The validation part is one stretch of time, as a summer. Another one can be harder to forecast, and a band
made on the first alone would be too narrow in it. Networks cannot tell how hard the training part was, for
they have learned it by heart; a rule of few weights can.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from elman.arrays import Array
from elman.forecasting.fitting.held_out import HeldOut, held_at
from elman.forecasting.fitting.task import Attempt, Parts
from elman.forecasting.running.rules import RULES, Rules
from elman.framing import make_frame, recent_variability
from elman.intervals import sizes_by_step
from elman.series.origins import Origins

_ROWS_OF_A_WEIGHT = 20
"""Rows that the map must have seen for each weight of a step, to err there as it does elsewhere."""
_FEWEST_ROWS = 1_000
"""In all: fewer make stretches of which each is a matter of chance."""
_ORIGINS = 3_000
"""That are looked at: enough for 24 hours in ten stretches."""
_STRETCHES = 10
"""Each as long as the usual validation part."""
_KEPT = 4
"""Sizes of stretches that are kept: their quartiles tell as much as all of them."""


def look_back(parts: Parts, attempt: Attempt, rules: Rules) -> HeldOut | None:
    """Forecasts of a rule over all rows; None where there is none to be trusted.

    It is the linear map, or, where that has seen too few rows, the value a season before.

    Args:
        parts: the series.
        attempt: how steps look at them.
        rules: fitted to the training part.
    """
    lags, rows = len(rules.weight_PK), int(parts.training.lengths.sum())
    is_trusted = bool(lags) and rows >= _ROWS_OF_A_WEIGHT * lags
    if rows < _FEWEST_ROWS or not (is_trusted or rules.season > 1):
        return None
    origins = _origins_of(parts, attempt, max(lags, 2 * rules.season))
    if not len(origins):
        return None
    rule = RULES.index("linear map" if is_trusted else "last season")
    alone = rules.forecast(attempt.whole, origins)[rule][..., None]
    scale_M = make_frame(attempt.whole, origins.series_M, origins.row_M[:, None] + 1).scale_BT[:, 0]
    unit_M = recent_variability(attempt.whole, origins, scale_M)
    return held_at(origins, attempt, parts, alone, unit_M, np.zeros((0, *alone.shape[:2])))


def _origins_of(parts: Parts, attempt: Attempt, reach: int) -> Origins:
    """Origins with as many known rows behind them as the map looks back on, evenly chosen."""
    first_I = np.maximum(attempt.whole.first_I, 0) + reach
    counts_I = np.where(attempt.whole.first_I >= 0, np.maximum(parts.series.lengths - 1 - first_I, 0), 0)
    total = int(counts_I.sum())
    if not total:
        return Origins(series_M=np.zeros(0, np.int64), row_M=np.zeros(0, np.int64))
    at_M = np.unique(np.linspace(0, total - 1, min(total, _ORIGINS)).round().astype(np.int64))
    number_M = np.searchsorted(np.cumsum(counts_I), at_M, side="right")
    begin_I = np.cumsum(counts_I) - counts_I
    return Origins(series_M=number_M, row_M=first_I[number_M] + at_M - begin_I[number_M])


def sizes_of_stretches(past: HeldOut, error_MK: Array, held: HeldOut) -> Array:
    """What errors of a stretch of time are multiplied by to be as those of others, `(B,)`; at least 1.

    Half of them are 1: the next stretch is more like the last than like any other.

    Args:
        past: a simple rule's forecasts.
        error_MK: its errors in units, by their phase.
        held: what was held out, whose stretch is the measure.
    """
    any_M = np.flatnonzero(np.isfinite(error_MK).any(axis=1))
    past, error_MK = past.where(any_M), np.abs(error_MK[any_M])
    size_M = np.nanmean(error_MK / sizes_by_step(error_MK), axis=1)
    first_I = {number: held.row_M[held.series_M == number].min() for number in np.unique(held.series_M)}
    last_I = {number: held.row_M[held.series_M == number].max() for number in first_I}
    low_M = np.array([first_I.get(number, np.inf) for number in past.series_M])
    high_M = np.array([last_I.get(number, -np.inf) for number in past.series_M])
    is_held_M = (past.row_M >= low_M) & (past.row_M <= high_M)
    before_M = past.row_M < low_M
    if is_held_M.sum() < _STRETCHES or before_M.sum() < _STRETCHES**2:
        return np.ones(1)
    usual = float(np.nanmean(size_M[is_held_M]))
    place_M = np.floor(_STRETCHES * past.row_M[before_M] / np.minimum(low_M[before_M], 2.0**53)).astype(int)
    count_B = np.bincount(place_M, minlength=_STRETCHES)
    size_B = np.bincount(place_M, size_M[before_M], _STRETCHES) / np.maximum(count_B, 1)
    size_B = size_B[count_B >= _STRETCHES]
    if not len(size_B) or usual <= 0.0:
        return np.ones(1)
    place_B = (np.arange(_KEPT) + 0.5) / _KEPT
    larger_B = np.maximum(np.quantile(size_B, place_B) / usual, 1.0)
    return np.concatenate([np.ones(_KEPT), larger_B])


def within(past: HeldOut, until: HeldOut) -> HeldOut:
    """Of the past, what had come by the last origin of some others."""
    last_I = {number: until.row_M[until.series_M == number].max() for number in np.unique(until.series_M)}
    last_M = np.array([last_I.get(number, -1) for number in past.series_M])
    step_K = np.arange(1, past.truth_MK.shape[1] + 1)
    at_M = np.flatnonzero(past.row_M <= last_M)
    known = past.where(at_M)
    come_MK = known.row_M[:, None] + step_K <= last_M[at_M][:, None]
    return replace(known, truth_MK=np.where(come_MK, known.truth_MK, np.nan))
