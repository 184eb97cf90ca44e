"""The task of a fit and an attempt at it: the two values that the steps of the fit pass on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.forecasting.fitting.choices import Findings, look_at, make_plan
from elman.forecasting.fitting.rules import fit_rules
from elman.forecasting.fitting.weights import ErrorWeights
from elman.forecasting.options import ForecastOptions
from elman.forecasting.running.rules import Rules
from elman.framing import Framing, PackedSeries, pack_series
from elman.network import Parameters
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet
from elman.training import Plan


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Parts:
    """The series, and where they are cut in time."""

    series: SeriesSet
    """All rows."""
    training: SeriesSet
    """The rows before the cut."""
    cut_I: Array
    """The first validation row of each series."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Task:
    """What is to be fitted, and what was found in it."""

    options: ForecastOptions
    """The options that were asked for."""
    parts: Parts
    """The training rows and the validation rows."""
    findings: Findings
    """What was found in the training part."""
    rules: Rules
    """Simple rules beside the networks, fitted to the training part; their shares are not settled yet."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Attempt:
    """One way to do a task: a framing, the data as it shows them, and a plan of training."""

    framing: Framing
    """What a step sees of a series, and what its outputs mean."""
    training: PackedSeries
    """The rows before the cut."""
    whole: PackedSeries
    """All rows."""
    weights: ErrorWeights
    """The weights of errors, from the training part."""
    plan: Plan
    """The plan of each network; networks differ in the seed."""
    initial: Parameters | None = None
    """Weights to go on from; None: the initial weights of the plan's seed."""

    def with_context(self, context: int) -> Attempt:
        """The same, of networks that need so many steps of history."""
        framing = replace(self.framing, context=context)
        training, whole = (replace(packed, framing=framing) for packed in (self.training, self.whole))
        return replace(self, framing=framing, training=training, whole=whole)

    def with_size(self, units: int, *, share: float = 1.0) -> Attempt:
        """The same with so many units a layer, and a share of the steps."""
        spec = replace(self.plan.spec, hidden_size=units)
        steps = max(1, round(share * self.plan.steps))
        return replace(self, plan=replace(self.plan, spec=spec, steps=steps))

    @property
    def is_fed_back(self) -> bool:
        """Whether a network forecasts only a part of the horizon and is fed its own forecasts."""
        return self.framing.block < self.framing.horizon


def make_task(series: SeriesSet, options: ForecastOptions) -> Task:
    """Cuts the series and looks at the training part.

    Raises:
        ArgumentError: the series are too short, or the horizon is too long for them.
    """
    parts = cut_series(series, options)
    _check_lengths(parts, options.horizon)
    findings = look_at(parts.training, options)
    rules = fit_rules(
        parts.training,
        options.horizon,
        findings.baseline_season,
        columns=findings.covariates.future,
    )
    return Task(options=options, parts=parts, findings=findings, rules=rules)


def make_attempt(task: Task, framing: Framing) -> Attempt:
    """Prepares the training part and all rows for a framing."""
    return make_attempts(task, [framing])[0]


def make_attempts(task: Task, framings: Sequence[Framing]) -> list[Attempt]:
    """Prepares the training part and all rows for several framings; series are packed once for all."""
    framings = [replace(framing, reach=task.rules.reach) for framing in framings]
    widest = replace(framings[0], reach=max(framing.rows_before for framing in framings))
    training, whole = (pack_series(widest, part) for part in (task.parts.training, task.parts.series))
    weights = ErrorWeights(training)
    return [
        Attempt(
            framing=framing,
            training=replace(training, framing=framing),
            whole=replace(whole, framing=framing),
            weights=weights,
            plan=make_plan(task.options, framing, task.parts.training),
        )
        for framing in framings
    ]


def cut_series(series: SeriesSet, options: ForecastOptions) -> Parts:
    """Sets the last part of every series aside.

    Its length is the share that was asked for. A longer horizon makes it as long as the horizon, but at most
    a third of the series.
    """
    lengths_I = series.lengths
    wanted_I = np.maximum(np.round(options.validation * lengths_I), options.horizon).astype(np.int64)
    most_I = np.maximum(lengths_I // 3, np.round(options.validation * lengths_I).astype(np.int64))
    cut_I = np.maximum(lengths_I - np.minimum(wanted_I, most_I), 1)
    return Parts(series=series, training=series.cut(cut_I - 1), cut_I=cut_I)


def _check_lengths(parts: Parts, horizon: int) -> None:
    longest = int(parts.series.lengths.max())
    if longest < 3:
        raise ArgumentError(
            f"series must have at least 3 rows to learn a forecast from, got {longest}. Give longer series."
        )
    rows = int(parts.training.lengths.max())
    if horizon >= rows:
        raise ArgumentError(
            f"horizon must be below the rows of the longest training part ({rows} of {longest}), got "
            f"{horizon}. Shorten it or give longer series: the training sees nothing further ahead."
        )


def validation_origins(parts: Parts, *, most: int) -> Origins:
    """Returns evenly chosen origins, from the last training row to the last row but one."""
    counts_I = parts.series.lengths - parts.cut_I
    numbers = np.repeat(np.arange(len(counts_I)), counts_I)
    begins = np.repeat(np.cumsum(counts_I) - counts_I, counts_I)
    rows = np.arange(len(numbers)) - begins + parts.cut_I[numbers] - 1
    # A whole number of rows apart would meet the same hours of the day again and again.
    chosen = np.unique(np.linspace(0, len(numbers) - 1, min(most, len(numbers))).round().astype(np.int64))
    return Origins(series_M=numbers[chosen], row_M=rows[chosen])


def scored_origins(parts: Parts, horizon: int, *, most: int) -> Origins:
    """Returns the latest origins whose horizons lie in the validation part and do not overlap."""
    each = max(1, most // len(parts.series))
    numbers, rows = [], []
    for number, (length, cut) in enumerate(zip(parts.series.lengths, parts.cut_I, strict=True)):
        row_M = np.arange(length - 1 - horizon, cut - 2, -horizon)[:each][::-1]
        numbers.append(np.full(len(row_M), number))
        rows.append(row_M)
    return Origins(series_M=np.concatenate(numbers), row_M=np.concatenate(rows))
