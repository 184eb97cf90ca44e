"""From series to a forecaster: look, try, train several networks, and calibrate."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import numpy as np

from elman.engines import Network
from elman.errors import ArgumentError
from elman.forecasting.fitting.calibration import calibrate
from elman.forecasting.fitting.choices import Findings, look_at, make_framings, make_plan
from elman.forecasting.fitting.feedback import describe_gap
from elman.forecasting.fitting.members import Member, train_member
from elman.forecasting.fitting.preparing import Parts, Prepared, cut_series, prepare
from elman.forecasting.fitting.trials import describe, make_windows, settle
from elman.forecasting.fitting.validation import OriginScore
from elman.forecasting.intervals import Residuals
from elman.forecasting.options import ForecastOptions
from elman.series.series_set import SeriesSet
from elman.training import History, Watch
from elman.training.checkpoint import CheckpointFile
from elman.training.plan import Plan
from elman.training.stored import identity_text

_USE_OF_BUDGET = 0.85
_MOST_TIMES_THE_DEFAULT = 4
_TIMED_WINDOWS = 20
_CONTEXT = 4
"""Training windows before the validation part that bring the state up for its score."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastFit:
    """Trained networks with what they need to forecast, and how they came about."""

    networks: tuple[Network, ...]
    """With the best weights of each."""
    plan: Plan
    """Of the first; the others differ in the seed."""
    prepared: Prepared
    """Framing and data."""
    parts: Parts
    """Training and validation rows."""
    findings: Findings
    """What was seen in the data."""
    residuals: Residuals
    """Of the validation part."""
    options: ForecastOptions
    """What was asked for."""
    histories: tuple[History, ...]
    """Of every network's run."""
    choices: str
    """What was chosen, and why, in one line."""
    events: tuple[str, ...]
    """Recoveries, early stopping: one sentence each."""
    interrupted: bool
    """Whether Ctrl-C ended it."""


def fit_series(
    series: SeriesSet,
    options: ForecastOptions,
    *,
    checkpoint: Path | None = None,
    checkpoint_seconds: float = 5.0,
    watch: Watch | None = None,
) -> ForecastFit:
    """Trains a forecaster's networks.

    Args:
        series: to learn from.
        options: how.
        checkpoint: saved to while training, a file for each network (the name and its number), and gone on
            from where they exist; removing them is the caller's.
        checkpoint_seconds: least time between two saves.
        watch: is told how the run goes.

    Returns:
        The networks. Ctrl-C returns early with what is best so far.

    Raises:
        ArgumentError: an option cannot be used with these data.
        DataError: there is nothing to learn from, or nothing to validate on.
        DivergenceError: no learning rate kept the loss finite.
        KeyboardInterrupt: Ctrl-C before the training proper began.
    """
    began = perf_counter()
    parts = cut_series(series, options)
    _check_lengths(series, parts, options.horizon)
    findings = look_at(parts.training, options)
    framing, tried = settle(options, make_framings(options, findings), parts)
    prepared = prepare(framing, parts)
    plan = make_plan(options, framing, parts.training)
    if options.budget_seconds is not None:
        seconds = options.budget_seconds - (perf_counter() - began)
        plan = _to_budget(plan, prepared, options, seconds)
    choices = _describe(plan, prepared, findings, options, tried)
    watch = watch or Watch()
    watch.chosen(choices, plan, make_windows(plan, prepared).windows_per_epoch)
    files = _files(checkpoint, checkpoint_seconds, series, options)
    members = _train_members(plan, prepared, parts, options, files, watch)
    networks = tuple(member.network for member in members)
    return ForecastFit(
        networks=networks,
        plan=plan,
        prepared=prepared,
        parts=parts,
        findings=findings,
        residuals=calibrate(networks, prepared, parts, options),
        options=options,
        histories=tuple(member.history for member in members),
        choices=choices,
        events=tuple(_events(members, prepared, parts, options)),
        interrupted=members[-1].interrupted,
    )


def _train_members(
    plan: Plan,
    prepared: Prepared,
    parts: Parts,
    options: ForecastOptions,
    files: Callable[[int], CheckpointFile | None],
    watch: Watch,
) -> list[Member]:
    """One network after the other; Ctrl-C leaves out those to come."""
    steps = _CONTEXT * plan.window
    score = OriginScore(
        prepared.framing, prepared.whole, prepared.weights, parts.cut_I, steps=steps, loss=plan.loss
    )
    members: list[Member] = []
    for number in range(options.members):
        watch.begins(number + 1, options.members)
        own = replace(plan, seed=plan.seed + number)
        members.append(train_member(own, prepared, parts, score, options, files(number), watch))
        if members[-1].interrupted:
            break
    return members


def _events(members: list[Member], prepared: Prepared, parts: Parts, options: ForecastOptions) -> list[str]:
    events = [
        f"network {place + 1}: {event}" for place, member in enumerate(members) for event in member.events
    ]
    if prepared.framing.block < prepared.framing.horizon:
        events.append(describe_gap([member.network for member in members], prepared, parts, options))
    return events


def _check_lengths(series: SeriesSet, parts: Parts, horizon: int) -> None:
    longest = int(series.lengths.max())
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


def _to_budget(plan: Plan, prepared: Prepared, options: ForecastOptions, seconds: float) -> Plan:
    """The number of steps that the time left allows; at most four times the default, which gains no more."""
    network, windows = plan.build(threads=options.threads), make_windows(plan, prepared)
    began = perf_counter()
    for step in range(_TIMED_WINDOWS):
        x_BTF, y_BTK, weight_BTK, _ = windows(step)
        network.train_window(x_BTF, y_BTK, weight_BTK)
    pace = (perf_counter() - began) / _TIMED_WINDOWS
    possible = int(_USE_OF_BUDGET * seconds / (pace * options.members))
    return replace(plan, steps=max(1, min(possible, _MOST_TIMES_THE_DEFAULT * plan.steps)))


def _files(
    checkpoint: Path | None, every_seconds: float, series: SeriesSet, options: ForecastOptions
) -> Callable[[int], CheckpointFile | None]:
    if checkpoint is None:
        return lambda member: None
    paths = checkpoint_paths(checkpoint, options)
    digest = hashlib.sha256(identity_text(options).encode()).hexdigest()[:16]
    identity = {"options": digest, "data": fingerprint_series(series)}

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


def _describe(
    plan: Plan, prepared: Prepared, findings: Findings, options: ForecastOptions, tried: str
) -> str:
    framing, spec = prepared.framing, plan.spec
    season = f"season {findings.season}" if findings.season > 1 else "no season"
    if findings.baseline_season > findings.season:
        season = f"season {findings.baseline_season}, too long to look back on"
    what = f"{options.members} networks, {spec.cell} with {spec.hidden_size} units, a step every "
    what += "row" if framing.stride == 1 else f"{framing.stride} rows"
    how = (
        f"{framing.lags} lags, {describe(framing)}, {plan.steps:,} steps of {plan.batch_size} x {plan.window}"
    )
    why = f"{int(prepared.training.length_I.sum()):,} rows in {prepared.training.num_series} series, {season}"
    return f"{what}, {how} ({why}{'; ' + tried if tried else ''})"
