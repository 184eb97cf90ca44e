"""From series to a forecaster: cut, look, settle, train several networks, and calibrate."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np

from elman.engines import Network
from elman.forecasting.fitting.calibration import Calibration, calibrate, measure_coverage
from elman.forecasting.fitting.clock import Clock
from elman.forecasting.fitting.context import measure_context
from elman.forecasting.fitting.feedback import describe_gap
from elman.forecasting.fitting.held_out import hold_out, rehearse
from elman.forecasting.fitting.members import Member, train_member
from elman.forecasting.fitting.reasons import describe_choices
from elman.forecasting.fitting.rules import fit_rules, settle_shares
from elman.forecasting.fitting.stretches import look_back
from elman.forecasting.fitting.task import Attempt, Task, make_task
from elman.forecasting.fitting.trials import settle
from elman.forecasting.fitting.validation import validation_score
from elman.forecasting.fitting.windows import OriginWindows
from elman.forecasting.options import ForecastOptions
from elman.forecasting.running.rules import Rules
from elman.series.series_set import SeriesSet
from elman.shown import counted
from elman.training import History, Plan, Watch
from elman.training.budget import steps_within
from elman.training.checkpoint import CheckpointFile
from elman.training.stored import identify
from elman.training.trial import Trial

_MOST_TIMES_THE_DEFAULT = 4
"""The most steps, in multiples of the default number. Beyond this, more steps of the same networks gain
nothing."""
_ENOUGH = 0.1
"""A share of the steps without a budget. If a network would have less, fewer networks are trained."""
_FORECASTS_BESIDE = 3
"""Bands, short histories and scores take about as long as the held-out forecasts of three networks."""
_TOO_FEW = 0.5
"""A share of the steps without a budget. With less, a sentence says that the networks had too few."""


@dataclass(frozen=True, slots=True)
class Saving:
    """Where a run is saved while it trains."""

    checkpoint: Path
    """A file for each network has this name and its number. The run goes on from those that exist; removing
    them is the caller's."""
    every_seconds: float = 5.0
    """The least time between two saves."""


Files = Callable[[int], CheckpointFile | None]
"""The checkpoint files, one for each network."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastFit:
    """Trained networks with what they need to forecast, and the story of their training."""

    networks: tuple[Network, ...]
    """The networks, each with its best weights."""
    task: Task
    """What was asked for, and what was found in the data."""
    attempt: Attempt
    """The framing, the data and the plan that were followed."""
    calibration: Calibration
    """What the bands are made from."""
    rules: Rules
    """The simple rules beside the networks, fitted to the training part."""
    final_rules: Rules
    """The same rules, fitted to all rows."""
    coverage: Mapping[str, Sequence[float]]
    """The percent of later held-out rows that bands from earlier ones hold, by level and step."""
    histories: tuple[History, ...]
    """The history of every network's training."""
    choices: str
    """The choices and their reasons, in one line."""
    events: tuple[str, ...]
    """Recoveries and early stops, one sentence each."""
    interrupted: bool
    """Whether Ctrl-C ended the fit."""
    trials: tuple[Trial, ...] = ()
    """The short trainings that settled the framing."""

    @property
    def options(self) -> ForecastOptions:
        """The options that were asked for."""
        return self.task.options

    @property
    def plan(self) -> Plan:
        """The plan of the first network; the others differ in the seed."""
        return self.attempt.plan


def fit_series(
    series: SeriesSet,
    options: ForecastOptions,
    *,
    saving: Saving | None = None,
    watch: Watch | None = None,
    with_rules: bool = True,
    began: float | None = None,
) -> ForecastFit:
    """Trains a forecaster's networks.

    Args:
        series: the series to learn from.
        options: the options of the fit.
        saving: where the run is saved while it trains; None: nowhere.
        watch: is told how the run goes.
        with_rules: whether simple rules may have a share of the forecast; False for a run that elman 0.1.0
            began.
        began: when the budget began, by `perf_counter`; None: now.

    Returns:
        The trained networks. After Ctrl-C these are the best so far.

    Raises:
        ArgumentError: an option cannot be used with these data.
        DataError: there is nothing to learn from, or nothing to validate on.
        DivergenceError: no learning rate kept the loss finite.
        KeyboardInterrupt: Ctrl-C before the training proper began.
    """
    clock = Clock(began=perf_counter() if began is None else began, budget=options.budget_seconds)
    watch = watch or Watch()
    task = make_task(series, options)
    attempt, trials = settle(task, clock, watch.trying)
    usual_steps = attempt.plan.steps
    seconds, count = None, options.members
    if clock.budget is not None:
        attempt, count, seconds = _within(clock, attempt, task)
    choices = describe_choices(task, attempt, trials, count)
    windows = OriginWindows(attempt.training, attempt.weights, attempt.plan)
    watch.chosen(choices, attempt.plan, windows.windows_per_epoch)
    files = _files(saving, task)
    members = _train(task, attempt, files, watch, count=count, seconds=seconds)
    networks = tuple(member.network for member in members)
    attempt = attempt.with_context(measure_context(networks, attempt.whole))
    held = hold_out(networks, task, attempt, task.rules, steps=_usual_steps(members), clock=clock)
    share_RK, shares = settle_shares(held)
    rules = replace(task.rules, share_RK=share_RK) if with_rules else task.rules
    past = look_back(task.parts, attempt, task.rules)
    calibration = calibrate(held, rules, networks=networks, task=task, attempt=attempt, past=past)
    columns = attempt.framing.covariates.future
    return ForecastFit(
        networks=networks,
        task=task,
        attempt=attempt,
        calibration=calibration,
        rules=rules,
        final_rules=fit_rules(series, options.horizon, rules.season, like=rules, columns=columns),
        coverage=measure_coverage(held, rules, options.coverages, past),
        histories=tuple(member.history for member in members),
        choices=f"{choices.removesuffix(')')}; {shares})",
        events=(*_events(members, task, attempt), *_shortness(members, usual_steps, options)),
        interrupted=members[-1].interrupted,
        trials=trials,
    )


def _train(
    task: Task, attempt: Attempt, files: Files, watch: Watch, *, count: int, seconds: float | None
) -> list[Member]:
    """Trains one network after the other; after Ctrl-C no further network begins."""
    score = validation_score(attempt, task.parts)
    members: list[Member] = []
    began = perf_counter()
    for number in range(count):
        watch.begins(number + 1, count)
        own = replace(attempt, plan=replace(attempt.plan, seed=attempt.plan.seed + number))
        left = None if seconds is None else (seconds - (perf_counter() - began)) / (count - number)
        members.append(train_member(task, own, score, files(number), watch, seconds=left))
        if members[-1].interrupted:
            break
    return members


def _usual_steps(members: list[Member]) -> int:
    """Returns the number of steps after which the median network was at its best."""
    best = [
        min(own, key=lambda entry: entry.score).step
        for own in (m.history.validations for m in members)
        if own
    ]
    return int(median(best)) if best else 0


def _events(members: list[Member], task: Task, attempt: Attempt) -> list[str]:
    events = [
        f"network {place + 1}: {event}" for place, member in enumerate(members) for event in member.events
    ]
    if attempt.is_fed_back:
        events.append(describe_gap([member.network for member in members], task, attempt))
    return events


def _within(clock: Clock, attempt: Attempt, task: Task) -> tuple[Attempt, int, float]:
    """Returns the attempt with as many steps as the budget allows, the number of networks, and their seconds.

    If the networks would have too few steps, there are fewer networks. The tests of fewer networks take less
    time.
    """
    plan, options = attempt.plan, task.options
    each = _seconds_of_forecasts(attempt, task)
    windows = OriginWindows(attempt.training, attempt.weights, plan)
    fed_back = 1.5 if attempt.is_fed_back else 1.0
    seconds = clock.for_training(each * (options.members + _FORECASTS_BESIDE)) or 0.0
    possible = steps_within(seconds / fed_back, plan, windows, threads=options.threads)
    count = int(np.clip(possible // max(1, int(_ENOUGH * plan.steps)), 1, options.members))
    longer = clock.for_training(each * (count + _FORECASTS_BESIDE)) or 0.0
    possible = int(possible * max(longer / seconds, 1.0)) if seconds > 0.0 else 1
    steps = min(max(1, possible // count), _MOST_TIMES_THE_DEFAULT * plan.steps)
    return replace(attempt, plan=replace(plan, steps=steps)), count, max(longer, seconds)


def _seconds_of_forecasts(attempt: Attempt, task: Task) -> float:
    """How long the held-out forecasts of one network take on this machine now, by a rehearsal."""
    network = attempt.plan.build(threads=task.options.threads)
    began = perf_counter()
    share = rehearse(network, attempt, task.parts, task.rules)
    return (perf_counter() - began) / share


def _shortness(members: list[Member], usual: int, options: ForecastOptions) -> list[str]:
    """What a budget has taken from the networks, if that matters."""
    if options.budget_seconds is None:
        return []
    steps = int(median(member.history.num_windows for member in members))
    told = []
    if len(members) < options.members and not members[-1].interrupted:
        told.append(f"the budget was enough for {counted(len(members), 'network')} of {options.members}")
    if steps < _TOO_FEW * usual:
        told.append(
            f"the networks had too few steps, {steps:,} where {usual:,} are usual for these rows: "
            "a larger budget would make them better"
        )
    return told


def _files(saving: Saving | None, task: Task) -> Files:
    if saving is None:
        return lambda member: None
    paths, every_seconds = checkpoint_paths(saving.checkpoint, task.options), saving.every_seconds
    identity = identify(task.options, fingerprint_series(task.parts.series))

    def file(member: int) -> CheckpointFile:
        return CheckpointFile(paths[member], identity=identity, every_seconds=every_seconds)

    return file


def checkpoint_paths(checkpoint: Path, options: ForecastOptions) -> list[Path]:
    """Returns the files that a run with this checkpoint saves to, one for each network."""
    return [checkpoint.with_name(f"{checkpoint.name}.{number + 1}") for number in range(options.members)]


def fingerprint_series(series: SeriesSet) -> str:
    """Returns a fingerprint that changes with every number, id and stamp."""
    digest = hashlib.sha256(repr((series.ids, series.first, str(series.frequency))).encode())
    for part in (*series.y, *series.past, *series.future):
        digest.update(repr(part.shape).encode() + np.ascontiguousarray(part).tobytes())
    digest.update(repr(dict(series.static)).encode())
    return digest.hexdigest()[:16]
