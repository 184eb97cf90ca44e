"""From a table to a forecaster, in one call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.backtesting import Backtest
from elman.backtesting.seen import Seen
from elman.checks import check_option_names, names_of
from elman.forecasting.fitting.from_series import (
    ForecastFit,
    Saving,
    checkpoint_paths,
    fingerprint_series,
    fit_series,
)
from elman.forecasting.fitting.task import scored_origins
from elman.forecasting.forecaster import Forecaster
from elman.forecasting.options import ForecastOptions
from elman.forecasting.record import ForecastRecord
from elman.learned import FitTelling, ReportedFit
from elman.series.columns import SeriesColumns
from elman.series.reading import read_with_columns
from elman.series.series_set import SeriesSet
from elman.tables import Rows
from elman.training import Watch
from elman.training.checkpoint import saved_data
from elman.training.stored import as_stored

if TYPE_CHECKING:
    from elman.tables.sources import Source

_MOST_SCORED = 1_000
"""The most origins that the validation score is computed from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FittedForecaster(ReportedFit):
    """A fitted forecaster with its scores and the story of its training."""

    forecaster: Forecaster
    """The forecaster, ready to be used and saved."""
    result: ForecastFit
    """The training: networks, choices and loss."""
    validation: Backtest | None
    """Scores on the validation part beside the baselines; None if no series has a whole horizon there."""
    coverage: Mapping[str, float]
    """The percent of later validation rows that bands from earlier ones hold, by level."""
    coverage_by_step: Mapping[str, Sequence[float]] = field(default_factory=dict)
    """The same percentages for each step ahead, by level."""
    held_out: Backtest | None = None
    """The scores on rows that were kept out of the fit; None if there were none."""
    checkpoints: tuple[Path, ...] = ()
    """The files to which the run was saved."""

    @property
    def product(self) -> Forecaster:
        """The forecaster."""
        return self.forecaster

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading the data found and did, one sentence each."""
        return self.result.task.parts.series.notes

    @property
    def cautions(self) -> tuple[str, ...]:
        """What makes the score doubtful, one sentence each."""
        return () if self.validation is not None else ("No series has a whole horizon to validate on.",)

    def _telling(self) -> FitTelling:
        from elman.forecasting.fitting import report

        return report


# Many parameters: all but the data and the options are keywords with a default.
def fit_forecaster(
    sources: Source | Sequence[Source],
    columns: SeriesColumns,
    options: ForecastOptions,
    *,
    rows: Rows | None = None,
    checkpoint: Path | None = None,
    checkpoint_seconds: float = 5.0,
    watch: Watch | None = None,
    began: float | None = None,
) -> FittedForecaster:
    """Fits a forecaster to tables, or to a `SeriesSet`.

    Args:
        sources: a path, an array, a mapping, a frame or a list of these; or a `SeriesSet`.
        columns: the roles of the columns.
        options: the options of the fit.
        rows: first row and the row after the last one, of each table; None: all rows.
        checkpoint: the file to which the first network is saved while it trains; further networks have files
            beside it. A fit goes on from the files that are there.
        checkpoint_seconds: least time between two saves.
        watch: is told how the run goes.
        began: when the budget began, by `perf_counter`; None: now.

    Raises:
        ArgumentError: the data or an option cannot be used.
        DivergenceError: no learning rate kept the loss finite.
    """
    began = perf_counter() if began is None else began
    options = _with_dates(options)
    if isinstance(sources, SeriesSet):
        series = sources
    else:
        series, columns = read_with_columns(sources, columns, rows=rows, asked=options.asked_calendar)
    plain = series
    if options.countries:
        from elman.series.holidays import with_holidays

        series = with_holidays(series, options.countries, ahead=options.horizon)
    begun = _as_begun(series, checkpoint, options)
    result = fit_series(
        begun,
        options,
        saving=None if checkpoint is None else Saving(checkpoint, checkpoint_seconds),
        watch=watch,
        with_rules=begun is series,
        began=began,
    )
    files = () if checkpoint is None else tuple(checkpoint_paths(checkpoint, options))
    return finish(result, columns, begun, plain, checkpoints=files)


def finish(
    result: ForecastFit,
    columns: SeriesColumns,
    series: SeriesSet,
    plain: SeriesSet,
    *,
    checkpoints: tuple[Path, ...] = (),
    before: ForecastRecord | None = None,
) -> FittedForecaster:
    """The forecaster of trained networks, scored on the validation part.

    Args:
        result: of the training.
        columns: what is what in a table.
        series: that it was made on.
        plain: the same without what was added to them.
        checkpoints: the files that the run was saved to.
        before: of the forecaster that went on from; None: the networks are new.
    """
    record = _make_record(result, columns, series)
    record = record if before is None else _after(before, record)
    with_covariates = bool(plain.past_names or plain.future_names or plain.static)
    own = result.calibration
    kept = plain if result.options.countries else series
    parts = (result.networks, own.residuals, None if with_covariates else kept)
    # What the rules have learned from the validation part must not be scored on it.
    earlier = Forecaster(record, *parts, rules=result.rules, conditions=own.conditions)
    validation = _validate(earlier, result, series)
    coverage = {level: float(np.nanmean(by_step)) for level, by_step in result.coverage.items()}
    if validation is not None:
        later = {"later_coverage": coverage, "later_coverage_by_step": _as_json(result.coverage)}
        record = record.with_validation(validation.to_json() | later)
    forecaster = Forecaster(record, *parts, rules=result.final_rules, conditions=own.conditions)
    return FittedForecaster(
        forecaster=forecaster,
        result=result,
        validation=validation,
        coverage=coverage,
        coverage_by_step=result.coverage,
        checkpoints=checkpoints,
    )


def _after(before: ForecastRecord, record: ForecastRecord) -> ForecastRecord:
    """A record of networks that went on: with their earlier steps, and the series that they knew."""
    seen = Seen(
        trained=dict(before.seen.trained) | dict(record.seen.trained),
        validated=dict(before.seen.validated) | dict(record.seen.validated),
    )
    return replace(record, steps=before.steps + record.steps, seen=seen)


def _with_dates(options: ForecastOptions) -> ForecastOptions:
    """The options with the dates of one's own tables in the place of their files' names."""
    if options.holidays is None:
        return options
    from elman.series.own_holidays import inline, is_table

    parts = [inline(part) if is_table(part) else part for part in options.countries]
    return replace(options, holidays=",".join(parts))


def _as_begun(series: SeriesSet, checkpoint: Path | None, options: ForecastOptions) -> SeriesSet:
    """Returns the series as the run of the checkpoint read them; elman 0.1.0 rounded their numbers."""
    files = [] if checkpoint is None else checkpoint_paths(checkpoint, options)
    saved = next((data for data in map(saved_data, files) if data is not None), None)
    if saved is None or saved == fingerprint_series(series):
        return series
    rounded = series.rounded()
    return rounded if saved == fingerprint_series(rounded) else series


def _as_json(coverage: Mapping[str, Sequence[float]]) -> dict[str, list[float | None]]:
    return {
        level: [share if np.isfinite(share) else None for share in by_step]
        for level, by_step in coverage.items()
    }


def split_options(options: Mapping[str, Any], horizon: int) -> ForecastOptions:
    """Makes the options of a fit from their names and values. The loss may be given by its name.

    Raises:
        ArgumentError: an option is unknown, or a value breaks its rule.
    """
    check_option_names(options, option_names())
    return ForecastOptions(horizon=horizon, **options)


def option_names() -> tuple[str, ...]:
    """Returns the names of all options of a fit, without the horizon."""
    return tuple(name for name in names_of(ForecastOptions) if name != "horizon")


def describe_options(result: ForecastFit) -> dict[str, Any]:
    """Returns the options that the training followed, for JSON."""
    plain = {
        name: value
        for name, value in as_stored(result.options).items()
        if name not in ("loss", "threads", "levels")
    }
    return plain | {
        "loss": type(result.options.loss).__name__.lower(),
        "loss_numbers": list(result.options.loss.numbers),
        "plan": result.plan.fields(),
        "choices": result.choices,
        "events": list(result.events),
        "interrupted": result.interrupted,
    }


def _validate(forecaster: Forecaster, result: ForecastFit, series: SeriesSet) -> Backtest | None:
    """Scores many horizons of the validation part; a single one would be a matter of luck."""
    origins = scored_origins(result.task.parts, result.options.horizon, most=_MOST_SCORED)
    if not len(origins):
        return None
    found = forecaster.backtest_origins(series, origins)
    # That the validation part was validated on need not be said of its own score.
    known = set(forecaster.record.seen.notes(series, origins))
    return replace(found, notes=tuple(note for note in found.notes if note not in known))


def _make_record(result: ForecastFit, columns: SeriesColumns, series: SeriesSet) -> ForecastRecord:
    return ForecastRecord(
        spec=result.plan.spec,
        num_networks=len(result.networks),
        framing=result.attempt.framing,
        quantiles=result.options.quantiles,
        levels=tuple(sorted(result.options.coverages)),
        season=result.task.findings.baseline_season,
        frequency=series.frequency,
        columns=columns,
        categories=dict(series.categories),
        options=describe_options(result),
        steps=sum(history.num_windows for history in result.histories),
        data_fingerprint=fingerprint_series(series),
        seen=Seen.of(series, result.task.parts.cut_I),
        elman_version=version("elman"),
    )
