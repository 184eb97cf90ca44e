"""Errors by their place in the season, if they clearly differ by it."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.forecasting.fitting.held_out import HeldOut

_FEWEST_ROWS = 3
"""The fewest rows that each place in the season must have."""
_ROWS_OF_ALL = 4.0
"""The weight of the mean of all places, in rows of one place."""
_ROWS_OF_PROFILE = 10.0
"""The weight of the profile of a simpler forecast over many more rows, in rows of one place."""
_CERTAIN = 4.0
"""By how many standard deviations the differences must exceed chance."""


def factors_of_phases(
    error_MK: Array, held: HeldOut, season: int, *, profile_S: Array | None = None
) -> Array:
    """Returns a factor of the errors for each place in the season, `(S,)`; a single 1 if they do not differ.

    Each forecast row counts once, by the mean size of its errors over all origins.

    Args:
        error_MK: the errors in units; NaN where missing.
        held: the forecasts that made these errors.
        season: the length of the season in rows.
        profile_S: the factors by a simpler forecast; None, or a single one: no factors.
    """
    if season < 2:
        return np.ones(1)
    known = profile_S is not None and len(profile_S) == season
    size_T, place_T = _by_row(error_MK, held)
    phase_T = place_T % season
    count_S = np.bincount(phase_T, minlength=season)
    if not known and (count_S.min() < _FEWEST_ROWS or not _differ(np.log(size_T), phase_T, count_S)):
        return np.ones(1)
    mean_S = np.bincount(phase_T, size_T, minlength=season) / np.maximum(count_S, 1)
    if profile_S is not None and known:
        mean = float((count_S * mean_S).sum() / max(float((count_S * profile_S).sum()), 1e-12))
        usual_S, weight = mean * profile_S, _ROWS_OF_PROFILE
    else:
        mean = float(size_T.mean())
        usual_S, weight = np.full(season, mean), _ROWS_OF_ALL
    return np.asarray((count_S * mean_S + weight * usual_S) / (count_S + weight) / mean)


def _by_row(error_MK: Array, held: HeldOut) -> tuple[Array, Array]:
    """Returns the mean size of the errors of each forecast row, by step, and the row's number."""
    step_K = np.arange(error_MK.shape[1])
    known_MK = np.isfinite(error_MK)
    by_step_K = np.where(known_MK, np.abs(error_MK), 0.0).sum(axis=0) / np.maximum(known_MK.sum(axis=0), 1)
    size_MK = np.abs(error_MK) / np.where(by_step_K > 0.0, by_step_K, 1.0)
    place_MK = held.place_M[:, None] + step_K
    series_MK = np.repeat(held.series_M[:, None], len(step_K), axis=1)
    key_X = np.stack([series_MK[known_MK], place_MK[known_MK]], axis=1)
    rows_T2, row_X, count_T = np.unique(key_X, axis=0, return_inverse=True, return_counts=True)
    size_T = np.bincount(row_X.reshape(-1), size_MK[known_MK]) / count_T
    return np.maximum(size_T, 1e-6), rows_T2[:, 1]


def _differ(log_T: Array, phase_T: Array, count_S: Array) -> bool:
    """Tells by an analysis of variance whether the means of the places differ by more than chance."""
    places, rows = len(count_S), len(log_T)
    if rows <= places + 1:
        return False
    mean_S = np.bincount(phase_T, log_T, minlength=places) / count_S
    between = float((count_S * (mean_S - log_T.mean()) ** 2).sum()) / (places - 1)
    within = float(((log_T - mean_S[phase_T]) ** 2).sum()) / (rows - places)
    chance = np.sqrt(2.0 / (places - 1) + 2.0 / (rows - places))
    return within > 0.0 and between / within > 1.0 + _CERTAIN * chance
