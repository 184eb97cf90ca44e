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
from elman.forecasting.fitting.reasons import describe_choices
from elman.forecasting.fitting.rules import fit_rules, settle_shares
from elman.forecasting.fitting.task import Attempt, Task, make_task
from elman.forecasting.fitting.trials import settle
from elman.forecasting.fitting.validation import validation_score
from elman.forecasting.fitting.windows import OriginWindows
from elman.forecasting.options import ForecastOptions
from elman.forecasting.running.rules import Rules
from elman.series.series_set import SeriesSet
from elman.training import History, Plan, Watch
from elman.training.budget import steps_within
from elman.training.checkpoint import CheckpointFile
from elman.training.stored import identify
from elman.training.trial import Trial

_USE_OF_BUDGET = 0.85
"""The rest is for validations, calibration, and the scores beside the baselines."""
_MOST_TIMES_THE_DEFAULT = 4
"""Of the steps: beyond, more steps of the same networks gain nothing."""

Files = Callable[[int], CheckpointFile | None]
"""The checkpoint of each network."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastFit:
    """Trained networks with what they need to forecast, and how they came about."""

    networks: tuple[Network, ...]
    """With the best weights of each."""
    task: Task
    """What was asked for, and what was seen in the data."""
    attempt: Attempt
    """Framing, data and plan that were followed."""
    calibration: Calibration
    """What the bands are made from."""
    rules: Rules
    """Beside the networks, fitted to the training part."""
    final_rules: Rules
    """The same, fitted to all rows."""
    coverage: Mapping[str, Sequence[float]]
    """What bands of earlier held-out rows hold of later ones, in percent, by level and step."""
    histories: tuple[History, ...]
    """Of every network's run."""
    choices: str
    """What was chosen, and why, in one line."""
    events: tuple[str, ...]
    """Recoveries, early stopping: one sentence each."""
    interrupted: bool
    """Whether Ctrl-C ended it."""
    trials: tuple[Trial, ...] = ()
    """Short trials that settled the framing."""

    @property
    def options(self) -> ForecastOptions:
        """What was asked for."""
        return self.task.options

    @property
    def plan(self) -> Plan:
        """Of the first network; the others differ in the seed."""
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
        series: to learn from.
        options: how.
        checkpoint: saved to while training, a file for each network (the name and its number), and gone on
            from where they exist; removing them is the caller's.
        checkpoint_seconds: least time between two saves.
        watch: is told how the run goes.
        with_rules: whether simple rules may have a share; not in a run that elman 0.1.0 began, whose
            forecasts are the networks' alone.

    Returns:
        The networks. Ctrl-C returns early with what is best so far.

    Raises:
        ArgumentError: an option cannot be used with these data.
        DataError: there is nothing to learn from, or nothing to validate on.
        DivergenceError: no learning rate kept the loss finite.
        KeyboardInterrupt: Ctrl-C before the training proper began.
    """
    began, watch = perf_counter(), watch or Watch()
    task = make_task(series, options)
    attempt, trials = settle(task, watch.trying)
    if options.budget_seconds is not None:
        attempt = _within(options.budget_seconds - (perf_counter() - began), attempt, options)
    choices = describe_choices(task, attempt, trials)
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
        choices=f"{choices.removesuffix(')')}; {shares})",
        events=tuple(_events(members, task, attempt)),
        interrupted=members[-1].interrupted,
        trials=trials,
    )


def _train(task: Task, attempt: Attempt, files: Files, watch: Watch) -> list[Member]:
    """One network after the other; Ctrl-C leaves out those to come."""
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
    """The steps after which the usual network was at its best."""
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
    """The attempt with as many steps as the time left allows."""
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
    """The files that a run with this checkpoint saves to, one for each network."""
    return [checkpoint.with_name(f"{checkpoint.name}.{number + 1}") for number in range(options.members)]


def fingerprint_series(series: SeriesSet) -> str:
    """Changes with every number, id and stamp."""
    digest = hashlib.sha256(repr((series.ids, series.first, str(series.frequency))).encode())
    for part in (*series.y, *series.past, *series.future):
        digest.update(repr(part.shape).encode() + np.ascontiguousarray(part).tobytes())
    digest.update(repr(dict(series.static)).encode())
    return digest.hexdigest()[:16]
