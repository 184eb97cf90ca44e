"""The errors of contenders on the same rows: one over all rows, and one for each unit of the paired test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.forecasting import Forecaster
    from elman.model import Evaluation, Model

_FEW = 5
"""With fewer sequences or forecasts than this, units are blocks of rows."""
_BLOCKS = 20
"""The number of blocks: enough for Student's t, and so few that neighbouring blocks are nearly
independent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Errors:
    """The errors of every contender and baseline."""

    metric: str
    """The metric of `overall`: RMSE, NRMSE or MASE."""
    per_unit: str
    """The error of a unit: the mean squared error, or the mean scaled error."""
    what: tuple[str, str]
    """The name of a unit, for one and for many: a sequence, a block of rows, a forecast, a series."""
    overall: Mapping[str, float]
    """The error of each over all scored rows."""
    units: Mapping[str, Array]
    """The errors of each by unit."""
    baselines: tuple[str, ...]
    """The names that are baselines."""
    notes: tuple[str, ...] = ()
    """Remarks, one sentence each."""


def errors_of_models(models: Mapping[str, Model], sources: Any, options: Mapping[str, Any]) -> Errors:
    """Squared errors of models and of the first one's baselines, row by row the same rows.

    Raises:
        ArgumentError: they do not predict the same targets of the same rows.
    """
    found = {name: model.evaluate(sources, **options) for name, model in models.items()}
    first_name, first = next(iter(found.items()))
    for name, other in found.items():
        _check_same(first_name, first, name, other)
    truth_NO = first.truth
    said = {name: evaluation.prediction.values for name, evaluation in found.items()}
    beside = {name: values_NO for name, values_NO in first.baselines.items() if name not in said}
    unit_N, what = _units(first)
    scale_O = _scales(truth_NO, unit_N)
    squared = {name: _squared(truth_NO, values_NO, scale_O) for name, values_NO in (said | beside).items()}
    return Errors(
        metric="RMSE" if truth_NO.shape[1] == 1 else "NRMSE",
        per_unit="mean squared error",
        what=what,
        overall={
            name: float(np.mean(np.sqrt(np.nanmean(error_NO[unit_N >= 0], axis=0))))
            for name, error_NO in squared.items()
        },
        units={name: _by_unit(error_NO, unit_N) for name, error_NO in squared.items()},
        baselines=tuple(beside),
        notes=first.notes,
    )


def errors_of_forecasters(
    forecasters: Mapping[str, Forecaster], sources: Any, options: Mapping[str, Any]
) -> Errors:
    """Scaled errors of forecasters and baselines, forecast by forecast from the same origins.

    Raises:
        ArgumentError: the data do not fit a forecaster, or have no such origin.
    """
    from elman.backtesting.baselines import DEFAULT, fit_baselines
    from elman.backtesting.metrics import scales_of
    from elman.series import known_before, rolling_origins, truths
    from elman.series.calendar import customary_season

    given = dict(options)
    first = next(iter(forecasters.values()))
    horizon = min(forecaster.horizon for forecaster in forecasters.values())
    choice = {name: given.pop(name) for name in ("count", "stride", "first") if name in given}
    choice = {"count": None, "stride": horizon} | {k: v for k, v in choice.items() if v is not None}
    names = given.pop("baselines", DEFAULT)
    series = first.read_series(sources, **given)
    origins = rolling_origins(series, horizon, **choice)
    known = known_before(series, origins)
    truth_MK = truths(series, origins, horizon)
    said = {
        name: forecaster.forecast_origins(series, origins, horizon=horizon).point
        for name, forecaster in forecasters.items()
    }
    beside = {
        name: baseline.forecast(series, origins, horizon)
        for name, baseline in fit_baselines(
            known, horizon=horizon, season=first.record.season, names=names
        ).items()
        if name not in said
    }
    scale_I = scales_of(known, customary_season(series.frequency)).naive_error_I
    scale_M1 = scale_I[origins.series_M][:, None]
    scaled = {name: np.abs(point_MK - truth_MK) / scale_M1 for name, point_MK in (said | beside).items()}
    num_series = len(np.unique(origins.series_M))
    by_series = num_series >= _FEW
    unit_M = origins.series_M if by_series else np.arange(len(origins))
    seen = [
        f"{name}: {note}"
        for name, forecaster in forecasters.items()
        for note in forecaster.record.seen.notes(series, origins)
    ]
    return Errors(
        metric="MASE",
        per_unit="mean scaled error",
        what=("series", "series") if by_series else ("forecast", "forecasts"),
        overall={name: float(np.nanmean(error_MK)) for name, error_MK in scaled.items()},
        units={name: _by_unit(error_MK, unit_M) for name, error_MK in scaled.items()},
        baselines=tuple(beside),
        notes=(*series.notes, *seen),
    )


def _check_same(first_name: str, first: Evaluation, name: str, other: Evaluation) -> None:
    if first.prediction.names != other.prediction.names or not np.array_equal(
        first.truth, other.truth, equal_nan=True
    ):
        raise ArgumentError(
            f"contenders must predict the same targets of the same rows, got {first.prediction.names} of "
            f"{len(first.truth)} rows by {first_name!r} and {other.prediction.names} of "
            f"{len(other.truth)} rows by {name!r}. Compare models of the same targets."
        )


def _units(evaluation: Evaluation) -> tuple[Array, tuple[str, str]]:
    """Returns the unit of each row: its sequence, or its block if there are few sequences; -1: not scored."""
    lengths, skip = evaluation.prediction.lengths, evaluation.skip
    row_N = np.concatenate([np.arange(rows) for rows in lengths])
    known_N = (row_N >= skip) & np.isfinite(evaluation.truth).any(axis=1)
    if len(lengths) >= _FEW:
        return np.where(known_N, np.repeat(np.arange(len(lengths)), lengths), -1), ("sequence", "sequences")
    place_N = np.cumsum(known_N) - 1
    block_N = place_N * _BLOCKS // max(1, int(known_N.sum()))
    return np.where(known_N, block_N, -1), ("block of rows", "blocks of rows")


def _scales(truth_NO: Array, unit_N: Array) -> Array:
    """Returns the divisors of errors: 1 for one target, the spreads for several."""
    if truth_NO.shape[1] == 1:
        return np.ones(1)
    spread_O = np.nanstd(truth_NO[unit_N >= 0], axis=0)
    return np.where(spread_O > 0, spread_O, 1.0)


def _squared(truth_NO: Array, said_NO: Array, scale_O: Array) -> Array:
    return np.asarray(((said_NO - truth_NO) / scale_O) ** 2)


def _by_unit(error_NK: Array, unit_N: Array) -> Array:
    """Returns the mean of the known errors of each unit in order, without units that have none."""
    known_NK = np.isfinite(error_NK) & (unit_N >= 0)[:, None]
    at_N = np.maximum(unit_N, 0)
    sum_U = np.bincount(at_N, np.where(known_NK, error_NK, 0.0).sum(axis=1))
    count_U = np.bincount(at_N, known_NK.sum(axis=1))
    return np.asarray(sum_U[count_U > 0] / count_U[count_U > 0])
