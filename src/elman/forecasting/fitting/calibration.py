"""Bands from rows that were not trained on: what errors depend on, and how large they were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from elman.arrays import Array, as_kept
from elman.engines import Network
from elman.forecasting.fitting.held_out import HeldOut
from elman.forecasting.fitting.phases import factors_of_phases
from elman.forecasting.fitting.stretches import sizes_of_stretches, within
from elman.forecasting.fitting.task import Attempt, Task
from elman.forecasting.fitting.young import factors_of_youth
from elman.forecasting.running.rules import Rules, mix
from elman.intervals import Conditions, Residuals, measure_residuals
from elman.series.series_set import SeriesSet

_FEW_SERIES = 5
"""With fewer series it cannot be told whether errors grow with the size of a series."""
_LARGEST_COUNT = 1_000.0
"""Above this value, rounding to whole numbers changes nothing that matters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Calibration:
    """What the bands are made from."""

    residuals: Residuals
    """The errors, divided by what the conditions expect."""
    conditions: Conditions
    """What the size of an error depends on."""


def calibrate(
    held: HeldOut,
    rules: Rules,
    *,
    networks: Sequence[Network],
    task: Task,
    attempt: Attempt,
    past: HeldOut | None = None,
) -> Calibration:
    """Measures the errors of networks and rules together.

    Args:
        held: forecasts of rows that were not trained on.
        rules: the simple rules, with their shares.
        networks: the networks of the fit, which also forecast from short histories.
        task: the task of the fit, which has all rows, for the limits of values and for short histories.
        attempt: the framing and the data of the fit.
        past: what the linear map forecasts for all rows; None: these forecasts are not used.
    """
    values_MKQ = mix(held.values_MKQ, held.rules_RMK, rules.share_RK)
    series = task.parts.series
    conditions = _with_prior(_limits(series, task.options.non_negative), held)
    middle = values_MKQ.shape[2] // 2
    phase_S, factor_B = _of_time(held, values_MKQ, rules.season, conditions, past)
    conditions = replace(conditions, phase_S=as_kept(phase_S))
    residual_MKQ = held.residuals(values_MKQ, conditions)
    residuals = measure_residuals(residual_MKQ, held.series_M, held.row_M, factor_B=factor_B)
    ages = factors_of_youth(residual_MKQ[..., middle], networks, attempt, rules, conditions, series)
    return Calibration(
        residuals=residuals, conditions=replace(conditions, age_A=ages[0], young_AK=as_kept(ages[1]))
    )


def _of_time(
    held: HeldOut, values_MKQ: Array, season: int, conditions: Conditions, past: HeldOut | None
) -> tuple[Array, Array]:
    """Returns factors for the places in the season, and how much larger errors may be at other times."""
    error_MK = held.residuals(values_MKQ, conditions)[..., values_MKQ.shape[2] // 2]
    if past is None:
        return factors_of_phases(error_MK, held, season), np.ones(1)
    simple_MK = past.residuals(past.values_MKQ, conditions)[..., 0]
    profile_S = factors_of_phases(simple_MK, past, season)
    in_phase_MK = past.residuals(past.values_MKQ, replace(conditions, phase_S=profile_S))[..., 0]
    return (
        factors_of_phases(error_MK, held, season, profile_S=profile_S),
        sizes_of_stretches(past, in_phase_MK, held),
    )


def measure_coverage(
    held: HeldOut, rules: Rules, levels: Sequence[float], past: HeldOut | None = None
) -> dict[str, list[float]]:
    """Measures which percent of later rows the bands from earlier rows hold, by level and step.

    Rows that calibrate a band cannot test it: of these rows even a bad band holds the promised share.

    Returns:
        The percentages by level, such as `90`; empty if one of the two halves has no row.
    """
    values_MKQ = mix(held.values_MKQ, held.rules_RMK, rules.share_RK)
    middle = values_MKQ.shape[2] // 2
    conditions = _with_prior(Conditions(), held)
    earlier_M = _earlier(held)
    if not earlier_M.any() or earlier_M.all():
        return {}
    first = held.where(earlier_M)
    known = None if past is None else within(past, first)
    phase_S, factor_B = _of_time(first, values_MKQ[earlier_M], rules.season, conditions, known)
    residual_MKQ = held.residuals(values_MKQ, replace(conditions, phase_S=phase_S))[..., middle : middle + 1]
    residuals = measure_residuals(residual_MKQ[earlier_M], first.series_M, first.row_M, factor_B=factor_B)
    later_MK = residual_MKQ[~earlier_M, :, 0]
    return {f"{level:g}": _held_by_step(residuals, later_MK, level) for level in levels}


def _held_by_step(residuals: Residuals, later_MK: Array, level: float) -> list[float]:
    tail_K = np.full(later_MK.shape[1], (1.0 - level / 100.0) / 2.0)
    low_K, high_K = (residuals.margins(0, tail_K, upper=upper) for upper in (False, True))
    inside_MK = (later_MK >= np.minimum(low_K, 0.0)) & (later_MK <= np.maximum(high_K, 0.0))
    known_MK = np.isfinite(later_MK)
    return [
        100.0 * float(inside_M[known_M].mean()) if known_M.any() else float("nan")
        for inside_M, known_M in zip(inside_MK.T, known_MK.T, strict=True)
    ]


def _earlier(held: HeldOut) -> Array:
    """Returns the first half of each series' origins, if their horizons end before the second half."""
    earlier_M = np.zeros(len(held.row_M), bool)
    for number in np.unique(held.series_M):
        at = np.flatnonzero(held.series_M == number)
        earlier_M[at] = held.row_M[at] < np.median(held.row_M[at])
    return earlier_M


def _limits(series: SeriesSet, non_negative: bool | None) -> Conditions:
    known_R = np.concatenate([y_N[np.isfinite(y_N)] for y_N in series.y])
    never_below = bool(len(known_R)) and float(known_R.min()) >= 0.0
    counts = (
        never_below and float(known_R.max()) <= _LARGEST_COUNT and bool((known_R == np.rint(known_R)).all())
    )
    least = 0.0 if (never_below if non_negative is None else non_negative) else None
    return Conditions(least=least, whole=counts)


def _with_prior(conditions: Conditions, held: HeldOut) -> Conditions:
    """Returns the usual unit of a series, or its share of the last value, whichever varies less."""
    usable_M = (held.unit_M > 0.0) & (held.last_M != 0.0)
    if not usable_M.any():
        return conditions
    unit_M, size_M, series_M = held.unit_M[usable_M], np.abs(held.last_M[usable_M]), held.series_M[usable_M]
    _, first, number_M = np.unique(series_M, return_index=True, return_inverse=True)
    count_I = np.bincount(number_M)
    plain_I = np.bincount(number_M, np.log(unit_M)) / count_I
    share_I = np.bincount(number_M, np.log(unit_M / size_M)) / count_I
    relative = len(first) >= _FEW_SERIES and float(share_I.std()) < float(plain_I.std())
    usual = float(np.exp(np.median(share_I if relative else plain_I)))
    return replace(conditions, prior=usual, relative=relative)
