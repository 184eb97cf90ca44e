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
from elman.forecasting.fitting.feedback import describe_gap
from elman.forecasting.fitting.held_out import hold_out
from elman.forecasting.fitting.members import Member, train_member
from elman.forecasting.fitting.rules import fit_rules, settle_shares
from elman.forecasting.fitting.task import Attempt, Task, make_task
from elman.forecasting.fitting.trials import describe, settle
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

_USE_OF_BUDGET = 0.85
"""The share of the budget for training; the rest is for validation, calibration, and the baselines."""
_MOST_TIMES_THE_DEFAULT = 4
"""The most steps, in multiples of the default number. Beyond this, more steps of the same networks gain
nothing."""

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
    checkpoint: Path | None = None,
    checkpoint_seconds: float = 5.0,
    watch: Watch | None = None,
    with_rules: bool = True,
) -> ForecastFit:
    """Trains a forecaster's networks.

    Args:
        series: the series to learn from.
        options: the options of the fit.
        checkpoint: the file to which the first network is saved while it trains; further networks have files
            beside it. A fit goes on from the files that are there. The caller removes them.
        checkpoint_seconds: least time between two saves.
        watch: is told how the run goes.
        with_rules: whether simple rules may have a share of the forecast; False for a run that elman 0.1.0
            began.

    Returns:
        The trained networks. After Ctrl-C these are the best so far.

    Raises:
        ArgumentError: an option cannot be used with these data.
        DataError: there is nothing to learn from, or nothing to validate on.
        DivergenceError: no learning rate kept the loss finite.
        KeyboardInterrupt: Ctrl-C before the training proper began.
    """
    began, watch = perf_counter(), watch or Watch()
    task = make_task(series, options)
    attempt, tried = settle(task)
    if options.budget_seconds is not None:
        attempt = _within(options.budget_seconds - (perf_counter() - began), attempt, options)
    choices = _describe(task, attempt, tried)
    windows = OriginWindows(attempt.training, attempt.weights, attempt.plan)
    watch.chosen(choices, attempt.plan, windows.windows_per_epoch)
    members = _train(task, attempt, _files(checkpoint, checkpoint_seconds, task), watch)
    networks = tuple(member.network for member in members)
    held = hold_out(networks, task, attempt, task.rules, steps=_usual_steps(members))
    share_RK, shares = settle_shares(held)
    rules = replace(task.rules, share_RK=share_RK) if with_rules else task.rules
    calibration = calibrate(
        held,
        rules,
        networks=networks,
        attempt=attempt,
        series=series,
        non_negative=options.non_negative,
    )
    return ForecastFit(
        networks=networks,
        task=task,
        attempt=attempt,
        calibration=calibration,
        rules=rules,
        final_rules=fit_rules(series, options.horizon, rules.season, like=rules),
        coverage=measure_coverage(held, rules, options.coverages),
        histories=tuple(member.history for member in members),
        choices=f"{choices}; {shares}",
        events=tuple(_events(members, task, attempt)),
        interrupted=members[-1].interrupted,
    )


def _train(task: Task, attempt: Attempt, files: Files, watch: Watch) -> list[Member]:
    """Trains one network after the other; after Ctrl-C no further network begins."""
    score, count = validation_score(attempt, task.parts), task.options.members
    members: list[Member] = []
    for number in range(count):
        watch.begins(number + 1, count)
        own = replace(attempt, plan=replace(attempt.plan, seed=attempt.plan.seed + number))
        members.append(train_member(task, own, score, files(number), watch))
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


def _within(seconds: float, attempt: Attempt, options: ForecastOptions) -> Attempt:
    """Returns the attempt with as many steps as the remaining time allows."""
    plan, seconds = attempt.plan, _USE_OF_BUDGET * seconds / options.members
    windows = OriginWindows(attempt.training, attempt.weights, plan)
    possible = steps_within(seconds, plan, windows, threads=options.threads)
    steps = min(possible, _MOST_TIMES_THE_DEFAULT * plan.steps)
    return replace(attempt, plan=replace(plan, steps=steps))


def _files(checkpoint: Path | None, every_seconds: float, task: Task) -> Files:
    if checkpoint is None:
        return lambda member: None
    paths = checkpoint_paths(checkpoint, task.options)
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


def _describe(task: Task, attempt: Attempt, tried: str) -> str:
    framing, plan, findings = attempt.framing, attempt.plan, task.findings
    season = f"season {findings.season}" if findings.season > 1 else "no season"
    if findings.baseline_season > findings.season:
        season = f"season {findings.baseline_season}, too long to look back on"
    members, lags = counted(task.options.members, "network"), counted(framing.lags, "lag")
    what = f"{members}, {plan.spec.cell} with {plan.spec.hidden_size} units, a step every "
    what += "row" if framing.stride == 1 else f"{framing.stride} rows"
    how = f"{lags}, {describe(framing)}, {plan.steps:,} steps of {plan.batch_size} x {plan.window}"
    why = f"{int(attempt.training.length_I.sum()):,} rows in {attempt.training.num_series} series, {season}"
    return f"{what}, {how} ({why}{'; ' + tried if tried else ''})"
