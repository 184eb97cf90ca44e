"""What a forecaster's fit is to do, and one way to do it: the two values that its steps hand on."""

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
    """Series, cut in time."""

    series: SeriesSet
    """All rows."""
    training: SeriesSet
    """The rows before the cut."""
    cut_I: Array
    """The first validation row of each series."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Task:
    """What is to be fitted, and what was seen of it."""

    options: ForecastOptions
    """What was asked for."""
    parts: Parts
    """Training and validation rows."""
    findings: Findings
    """What was seen in the training part."""
    rules: Rules
    """Simple rules beside the networks, fitted to the training part, without a share yet."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Attempt:
    """One way to do a task: a framing, what it makes of the parts, and a plan of training."""

    framing: Framing
    """How steps look at the series."""
    training: PackedSeries
    """The rows before the cut."""
    whole: PackedSeries
    """All rows."""
    weights: ErrorWeights
    """What an error counts, by the training part."""
    plan: Plan
    """Of each network; they differ in the seed."""
    initial: Parameters | None = None
    """Weights to go on from; None: those of the plan's seed."""

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
        """Whether the networks forecast fewer rows than the horizon at once, and go on from their own."""
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
    """Prepares both parts for a framing."""
    return make_attempts(task, [framing])[0]


def make_attempts(task: Task, framings: Sequence[Framing]) -> list[Attempt]:
    """Prepares both parts for some framings of one task; series are packed once for all of them."""
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

    It is the share asked for, or a horizon if that is more, but at most a third of a short series.
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
            f"{horizon}. Shorten it or give longer series: nothing further ahead is ever seen."
        )


def validation_origins(parts: Parts, *, most: int) -> Origins:
    """Origins from the last training row to the last but one of all, at most so many, evenly chosen."""
    counts_I = parts.series.lengths - parts.cut_I
    numbers = np.repeat(np.arange(len(counts_I)), counts_I)
    begins = np.repeat(np.cumsum(counts_I) - counts_I, counts_I)
    rows = np.arange(len(numbers)) - begins + parts.cut_I[numbers] - 1
    # A whole number of rows apart would meet the same hours of the day again and again.
    chosen = np.unique(np.linspace(0, len(numbers) - 1, min(most, len(numbers))).round().astype(np.int64))
    return Origins(series_M=numbers[chosen], row_M=rows[chosen])


def scored_origins(parts: Parts, horizon: int, *, most: int) -> Origins:
    """Origins whose whole horizons lie in the validation part, side by side; of too many the latest."""
    each = max(1, most // len(parts.series))
    numbers, rows = [], []
    for number, (length, cut) in enumerate(zip(parts.series.lengths, parts.cut_I, strict=True)):
        row_M = np.arange(length - 1 - horizon, cut - 2, -horizon)[:each][::-1]
        numbers.append(np.full(len(row_M), number))
        rows.append(row_M)
    return Origins(series_M=np.concatenate(numbers), row_M=np.concatenate(rows))
