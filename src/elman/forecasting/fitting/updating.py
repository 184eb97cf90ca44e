"""A forecaster that goes on with new rows: a little more training, and bands measured anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

import numpy as np

from elman.arrays import Array
from elman.checks import check_number, check_whole, parse_duration
from elman.engines import Network
from elman.errors import ArgumentError
from elman.forecasting.fitting.calibration import calibrate, measure_coverage
from elman.forecasting.fitting.choices import look_at, make_plan
from elman.forecasting.fitting.from_series import ForecastFit
from elman.forecasting.fitting.from_table import FittedForecaster, finish
from elman.forecasting.fitting.held_out import HeldOut, hold_out_parts
from elman.forecasting.fitting.members import Member, train_member
from elman.forecasting.fitting.refitting import options_of
from elman.forecasting.fitting.rules import fit_rules
from elman.forecasting.fitting.task import Attempt, Parts, Task, cut_series, make_attempt
from elman.forecasting.fitting.validation import validation_score
from elman.forecasting.fitting.windows import LONGEST_WALK, OriginWindows
from elman.forecasting.forecaster import Forecaster
from elman.framing import PackedSeries
from elman.series.series_set import SeriesSet
from elman.shown import counted
from elman.training import Plan, Watch
from elman.training.budget import steps_within

_SHARE_OF_STEPS = 0.1
_FEWEST_STEPS = 50
"""Steps of each network if none are asked for: a tenth of those of the fit, at least so many."""
_SHARE_OF_RATE = 0.2
"""Of the learning rate of the fit: what was learned is to stay."""
_USE_OF_BUDGET = 0.8
"""The rest is for validations, calibration and scores."""
_ENOUGH_ROWS = 200
"""Validation rows that measure the networks which were chosen by them; fewer flatter too much."""
_UPDATED = "; updated: "


@dataclass(frozen=True, kw_only=True, slots=True)
class _Trained:
    """What came of the training."""

    networks: tuple[Network, ...]
    """All of them, those that Ctrl-C left out as they were."""
    members: Sequence[Member]
    """Those that were trained."""
    events: Sequence[str]
    """What happened, one sentence each."""
    told: str
    """What was done."""


# Many parameters: each is a keyword with a default.
def update_forecaster(
    forecaster: Forecaster,
    series: SeriesSet,
    plain: SeriesSet,
    *,
    steps: int | None = None,
    budget: float | str | None = None,
    threads: int | None = None,
    watch: Watch | None = None,
) -> FittedForecaster:
    """Trains a forecaster's networks a little more, on series that have gone on.

    Framing, scaling of covariates, and the shares of the rules stay. The training goes through the new rows,
    and where they are few, through those before them. The last part of every series validates, as in a fit,
    and never holds a row that the networks were trained on. A network that is not better there
    afterwards stays as it was. The bands are measured on these rows; where they are fewer than 200, the
    forecasts that the old networks made of all rows after their own training measure them.

    Args:
        forecaster: to go on from; it is not changed.
        series: all rows that are known, with the columns of its framing.
        plain: the same without what the forecaster adds, for it to remember.
        steps: of each network; None: a tenth of those of the fit, or what the budget allows.
        budget: time for all, as 30s or 5m; None: no limit.
        threads: most to use.
        watch: is told how the training goes.

    Raises:
        ArgumentError: an option cannot be used, or no row is later than those that it knows.
    """
    began, seconds = perf_counter(), _check(steps, budget)
    task, attempt, cut_I = _prepare(forecaster, series, threads)
    new = _count_new(forecaster, series)
    plan = replace(attempt.plan, steps=_steps(forecaster, steps))
    attempt = replace(attempt, plan=plan)
    if seconds is not None:
        attempt = _within(seconds - (perf_counter() - began), attempt, len(forecaster.networks), threads)
    told = _told(forecaster, attempt, new)
    watch = watch or Watch()
    windows = OriginWindows(attempt.training, attempt.weights, attempt.plan)
    watch.chosen(told, attempt.plan, windows.windows_per_epoch)
    members, events = _train(forecaster.networks, task, attempt, watch)
    networks = (
        *(member.network for member in members),
        *forecaster.networks[len(members) :],
    )
    held = _hold_out(networks, forecaster, task, attempt, cut_I)
    trained = _Trained(networks=networks, members=members, events=events, told=told)
    result = _result(forecaster, task, attempt, held, trained)
    return finish(result, forecaster.record.columns, series, plain, before=forecaster.record)


def _check(steps: int | None, budget: float | str | None) -> float | None:
    """The budget in seconds."""
    check_whole("steps", steps, 1, 2**31 - 1)
    if steps is not None and budget is not None:
        raise ArgumentError(f"steps and budget must not both be given, got {steps} and {budget}. Give one.")
    seconds = parse_duration(budget, "budget")
    check_number("budget", seconds, seconds is None or seconds > 0.0, "above 0")
    return seconds


def _prepare(forecaster: Forecaster, series: SeriesSet, threads: int | None) -> tuple[Task, Attempt, Array]:
    """The task of going on, and the first rows of each series that the networks were not trained on."""
    record = forecaster.record
    options = replace(options_of(record), threads=threads)
    unseen_I = _first_unseen(record.seen.trained, series)
    if not (series.lengths > _first_unseen(record.seen.validated, series)).any():
        raise ArgumentError(
            "data must have rows later than those that the forecaster knows, got none. Give the rows that "
            "have come since (without a time column, the whole table: its rows are counted from 0)."
        )
    cut_I = np.minimum(np.maximum(cut_series(series, options).cut_I, unseen_I), series.lengths)
    parts = Parts(series=series, training=series.cut(cut_I - 1), cut_I=cut_I)
    findings = replace(
        look_at(parts.training, options), baseline_season=record.season, season=record.framing.season
    )
    rules = fit_rules(parts.training, record.framing.horizon, record.season, like=forecaster.rules)
    task = Task(options=options, parts=parts, findings=findings, rules=rules)
    attempt = make_attempt(task, record.framing)
    plan = make_plan(options, attempt.framing, parts.training)
    plan = replace(plan, spec=record.spec, learning_rate=_SHARE_OF_RATE * plan.learning_rate)
    return task, replace(attempt, plan=plan, training=_recent(attempt, plan, unseen_I)), unseen_I


def _recent(attempt: Attempt, plan: Plan, unseen_I: Array) -> PackedSeries:
    """The training part, whose walks begin at the rows that are new to the networks.

    Where these are fewer than a walk has, it begins that much earlier. All rows before are still looked back
    on.
    """
    packed = attempt.training
    walk = LONGEST_WALK * plan.window * attempt.framing.stride
    new_I = np.maximum(packed.length_I - unseen_I, 0)
    first_I = np.minimum(unseen_I, packed.length_I) - np.maximum(walk - new_I, 0)
    return replace(packed, first_I=np.where(packed.first_I < 0, -1, np.maximum(packed.first_I, first_I)))


def _first_unseen(last: Mapping[str, int | float], series: SeriesSet) -> Array:
    """The row after the last one that was used, of each series; at least 1."""
    rows = np.ones(len(series), np.int64)
    for number, name in enumerate(series.ids):
        stamp = last.get(name)
        if stamp is not None:
            dates = isinstance(series.first[number], np.datetime64)
            moment = np.array([stamp]).astype("M8[us]") if dates else np.array([stamp])
            (row,), _ = series.frequency.rows_of(series.first[number], moment)
            rows[number] = max(1, int(row) + 1)
    return rows


def _count_new(forecaster: Forecaster, series: SeriesSet) -> int:
    """Known values that are later than all that the forecaster knows."""
    first_I = _first_unseen(forecaster.record.seen.validated, series)
    known = set(forecaster.record.seen.validated)
    starts = [int(first) if name in known else 0 for name, first in zip(series.ids, first_I, strict=True)]
    return sum(int(np.isfinite(y_N[start:]).sum()) for y_N, start in zip(series.y, starts, strict=True))


def _steps(forecaster: Forecaster, steps: int | None) -> int:
    if steps is not None:
        return steps
    of_fit = forecaster.record.steps / len(forecaster.networks)
    return max(_FEWEST_STEPS, int(_SHARE_OF_STEPS * of_fit))


def _within(seconds: float, attempt: Attempt, count: int, threads: int | None) -> Attempt:
    """The attempt with as many steps as the time left allows."""
    plan, own = attempt.plan, _USE_OF_BUDGET * max(seconds, 0.0) / count
    windows = OriginWindows(attempt.training, attempt.weights, plan)
    possible = steps_within(own, plan, windows, threads=threads)
    return replace(attempt, plan=replace(plan, steps=min(possible, 10 * plan.steps)))


def _train(
    networks: Sequence[Network], task: Task, attempt: Attempt, watch: Watch
) -> tuple[list[Member], list[str]]:
    """One network after the other; Ctrl-C leaves those to come as they are."""
    score = validation_score(attempt, task.parts)
    members, events = [], []
    for number, network in enumerate(networks):
        watch.begins(number + 1, len(networks))
        own = replace(attempt, plan=replace(attempt.plan, seed=_seed(attempt, number)))
        member = train_member(task, replace(own, initial=network.parameters()), score, None, watch)
        before, after = score(network), score(member.network)
        if not after < before:
            member = replace(member, network=network)
        events.append(
            f"network {number + 1}: validation score {before:.4g} before, {after:.4g} after"
            + ("" if after < before else ", so it stays as it was")
        )
        members.append(member)
        if member.interrupted:
            break
    return members, events


def _seed(attempt: Attempt, number: int) -> int:
    """Other draws than those of the fit: they depend on the rows that there are."""
    return attempt.plan.seed + number + int(attempt.training.length_I.sum())


def _hold_out(
    networks: Sequence[Network], forecaster: Forecaster, task: Task, attempt: Attempt, unseen_I: Array
) -> HeldOut:
    parts, series = task.parts, task.parts.series
    if int((series.lengths - parts.cut_I).sum()) >= _ENOUGH_ROWS:
        return hold_out_parts(networks, attempt, parts, task.rules)
    cut_I = np.minimum(unseen_I, series.lengths)
    earlier = Parts(series=series, training=series.cut(cut_I - 1), cut_I=cut_I)
    rules = fit_rules(earlier.training, attempt.framing.horizon, task.rules.season, like=task.rules)
    return hold_out_parts(forecaster.networks, attempt, earlier, rules)


def _result(
    forecaster: Forecaster, task: Task, attempt: Attempt, held: HeldOut, trained: _Trained
) -> ForecastFit:
    rules, options, series = task.rules, task.options, task.parts.series
    calibration = calibrate(
        held,
        rules,
        networks=trained.networks,
        task=task,
        attempt=attempt,
    )
    earlier = str(forecaster.record.options.get("choices", "")).partition(_UPDATED)[0]
    return ForecastFit(
        networks=trained.networks,
        task=task,
        attempt=attempt,
        calibration=calibration,
        rules=rules,
        final_rules=fit_rules(series, options.horizon, rules.season, like=rules),
        coverage=measure_coverage(held, rules, options.coverages),
        histories=tuple(member.history for member in trained.members),
        choices=f"{earlier}{_UPDATED}{trained.told}",
        events=tuple(trained.events),
        interrupted=trained.members[-1].interrupted,
    )


def _told(forecaster: Forecaster, attempt: Attempt, new: int) -> str:
    networks = counted(len(forecaster.networks), "network")
    known = forecaster.record.seen.validated
    rows = int(attempt.whole.length_I.sum())
    fresh = "" if known else " (it is not known which of them are new)"
    return (
        f"{networks} went on for {attempt.plan.steps:,} steps of {attempt.plan.batch_size} x "
        f"{attempt.plan.window}, at {attempt.plan.learning_rate:.2g} instead of "
        f"{attempt.plan.learning_rate / _SHARE_OF_RATE:.2g}; {rows:,} rows, {new:,} of them new{fresh}; "
        "framing, scaling and shares as they were"
    )
