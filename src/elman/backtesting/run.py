"""Runs a forecaster and the baselines at the same origins, and scores them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

import numpy as np

from elman import registry
from elman.arrays import Array
from elman.backtesting.baselines import DEFAULT, Baseline, Naive2, fit_baselines
from elman.backtesting.frame import CrossValidation
from elman.backtesting.metrics import METRICS, Outcome, Scales, scales_of
from elman.backtesting.result import Backtest, Values, score_outcome
from elman.checks import check_whole
from elman.errors import ArgumentError
from elman.readers.rows import Rows
from elman.series.origins import Origins, numbers_of_first, rows_of, truths
from elman.series.series_set import SeriesSet


class Forecasts(Protocol):
    """What is scored: M forecasts of K rows, in units, and the bands of L levels."""

    @property
    def point_MK(self) -> Array:  # noqa: D102, N802
        ...

    @property
    def levels(self) -> tuple[float, ...]:  # noqa: D102
        ...

    @property
    def low_LMK(self) -> Array:  # noqa: D102, N802
        ...

    @property
    def high_LMK(self) -> Array:  # noqa: D102, N802
        ...


Forecasting: TypeAlias = Callable[[SeriesSet, Origins], Forecasts]
"""Forecasts at some origins of a set; of each series it may look at the rows up to the origin."""


def backtest(
    forecasting: Forecasting | None,
    series: SeriesSet,
    origins: Origins,
    *,
    train: SeriesSet,
    horizon: int,
    season: int = 1,
    scale_season: int | None = None,
    baselines: Sequence[str] = DEFAULT,
    decided_by: str = "mase",
    refit: Callable[[SeriesSet], Forecasting] | None = None,
    scale_rows: Rows | None = None,
    refit_every: int = 1,
) -> Backtest:
    """Scores forecasts at past origins beside the baselines.

    Args:
        forecasting: the forecasts that are tested; None: the baselines alone.
        series: the series, with the rows that come after the origins.
        origins: the origins of the forecasts.
        train: the training part of the same series in the same order. Baselines are fitted to it, and it
            gives the scales of the errors.
        horizon: the number of rows of each forecast.
        season: the season of the seasonal baselines, in rows; 1: none.
        scale_season: the season of the naive error that MASE and OWA divide by; None: `season`.
        baselines: the names of the baselines.
        decided_by: the name of the metric that decides who is better.
        refit: a function that fits a forecaster to the rows of all series that are known at each cut-off;
            baselines are then fitted there too. Origins at the same time are one cut-off. None: everything
            is fitted once.
        scale_rows: the rows of each series that give the scales of the errors: the first row and the row
            after the last one. None: the training part.
        refit_every: with `refit`, the number of cut-offs from one fit to the next.

    Raises:
        UnknownNameError: no such baseline or metric.
        ArgumentError: the parts do not fit each other.
    """
    registry.lookup("metric", METRICS, decided_by)
    if train.ids != series.ids:
        raise ArgumentError(
            f"train must hold the series that are tested ({len(series)}), in their order, got {len(train)} "
            "series or other ids. Cut the training part from them with SeriesSet.cut."
        )
    scale_season = season if scale_season is None else scale_season
    cut_offs = [(np.arange(len(origins)), train)] if refit is None else list(_cut_offs(series, origins))
    check_whole("refit_every", refit_every, 1, 2**31 - 1, needed=True)
    said: dict[str, list[Forecasts]] = {}
    tested: Forecasting | None = forecasting
    fitted: dict[str, Baseline] = {}
    for place, (of_M, known) in enumerate(cut_offs):
        here = origins.where(of_M)
        if place % refit_every == 0:
            fitted = fit_baselines(known, horizon=horizon, season=season, names=baselines)
            # Naive2 is a measure, so it goes by the season of the measures.
            fitted[_REFERENCE] = Naive2.fit(known, horizon=horizon, season=scale_season)
            fitted |= {_REFERENCE_NAME: fitted[_REFERENCE]} if _REFERENCE_NAME in fitted else {}
            tested = forecasting if refit is None else refit(known)
        for name, baseline in fitted.items():
            said.setdefault(name, []).append(_Points(baseline.forecast(series, here, horizon)))
        if tested is not None:
            said.setdefault(_TESTED, []).append(tested(series, here))
    order_M = np.argsort(np.concatenate([of_M for of_M, _ in cut_offs]))
    reference_MK = _joined(said.pop(_REFERENCE), order_M).point_MK
    scales = scales_of(train if scale_rows is None else rows_of(series, scale_rows), scale_season)
    outcomes = {
        name: _outcome(_joined(parts, order_M), series, origins, scales, reference_MK)
        for name, parts in said.items()
    }
    scores = {name: score_outcome(outcome) for name, outcome in outcomes.items()}
    return Backtest(
        decided_by=decided_by,
        horizon=horizon,
        num_series=len(np.unique(origins.series_M)),
        num_origins=len(origins),
        season=season,
        forecaster=scores.pop(_TESTED, None),
        baselines=scores,
        series=_by_series(outcomes, series, origins, decided_by),
        notes=tuple(_notes(outcomes.get(_TESTED))),
        forecasts=CrossValidation(series=series, origins=origins, outcomes=outcomes),
    )


_REFERENCE, _REFERENCE_NAME, _TESTED = "reference", "naive2", "forecaster"
# An interval whose coverage is off by more percent than this is spoken of.
_COVERAGE_OFF = 5.0
# Standard deviations: rows of one forecast hit or miss together, so it counts as one.
_BY_CHANCE = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class _Points:
    """Forecasts, as arrays."""

    point_MK: Array
    levels: tuple[float, ...] = ()
    low_LMK: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    high_LMK: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))


def _cut_offs(series: SeriesSet, origins: Origins) -> Iterator[tuple[Array, SeriesSet]]:
    """By cut-off, the earliest first: its origins, and the rows of all series that are known at that time."""
    first_I = numbers_of_first(series)
    time_M = first_I[origins.series_M] + origins.row_M
    for time in np.unique(time_M):
        of_M = np.flatnonzero(time_M == time)
        last_I = np.minimum(time - first_I, series.lengths - 1)
        begun_I = np.flatnonzero(last_I >= 0)
        yield of_M, series.select(begun_I).cut(last_I[begun_I])


def _joined(parts: Sequence[Forecasts], order_M: Array) -> _Points:
    """The forecasts of all cut-offs, in the order of the origins."""
    point_MK = np.concatenate([part.point_MK for part in parts])[order_M]
    levels = parts[0].levels
    if not levels:
        return _Points(point_MK)
    low_LMK, high_LMK = (
        np.concatenate([part.low_LMK if low else part.high_LMK for part in parts], axis=1)[:, order_M]
        for low in (True, False)
    )
    return _Points(point_MK, levels, low_LMK, high_LMK)


def _outcome(
    points: _Points, series: SeriesSet, origins: Origins, scales: Scales, reference_MK: Array
) -> Outcome:
    return Outcome(
        truth_MK=truths(series, origins, reference_MK.shape[1]),
        point_MK=points.point_MK,
        series_M=origins.series_M,
        scales=scales,
        levels=points.levels,
        low_LMK=points.low_LMK,
        high_LMK=points.high_LMK,
        reference_MK=reference_MK,
    )


def _by_series(
    outcomes: Mapping[str, Outcome], series: SeriesSet, origins: Origins, decided_by: str
) -> dict[str, Values]:
    """The error that decides, of each series and contender."""
    metric = METRICS[decided_by]
    return {
        series.ids[number]: {
            name: metric.values(outcome.forecasts(of)).get(decided_by) for name, outcome in outcomes.items()
        }
        for number, of in origins
    }


def _notes(outcome: Outcome | None) -> Iterator[str]:
    if outcome is None:
        return
    unscored = int(np.isnan(outcome.truth_MK).sum())
    if unscored:
        yield f"{unscored} of {outcome.truth_MK.size} values have no truth and were not scored."
    for level, coverage in zip(outcome.levels, METRICS["coverage"].values(outcome).values(), strict=True):
        if coverage is not None and abs(coverage - level) > _COVERAGE_OFF:
            held = f"The {level:g} % intervals held {coverage:.3g} % of what came"
            by_chance = _BY_CHANCE * np.sqrt(level * (100.0 - level) / len(outcome.truth_MK))
            surely = abs(coverage - level) > _COVERAGE_OFF + by_chance
            yield f"{held}. They mislead." if surely else f"{held}; of so few forecasts it may be chance."
