"""One network of a forecaster, trained with the one loop there is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from elman.engines import Network
from elman.forecasting.fitting.feedback import imagine
from elman.forecasting.fitting.task import Attempt, Task
from elman.forecasting.fitting.trials import rolling_error
from elman.forecasting.fitting.windows import OriginWindows
from elman.training import History, Watch
from elman.training.checkpoint import CheckpointFile
from elman.training.run import Run, RunSettings, Score

_OWN_SHARE = 0.5
"""Steps on its own values, of those on true ones."""
_VALUES_A_SCORE = 20_000
"""Forecast values of a validation in free run, which is done 40 times."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A trained network, and how it came about."""

    network: Network
    """With the best weights."""
    history: History
    """Of its run on true values."""
    events: tuple[str, ...]
    """Recoveries, early stopping: one sentence each."""
    interrupted: bool
    """Whether Ctrl-C ended it."""


def train_member(
    task: Task,
    attempt: Attempt,
    score: Score,
    file: CheckpointFile | None,
    watch: Watch,
    *,
    seconds: float | None = None,
) -> Member:
    """Trains one network by the attempt's plan; one whose values are fed back is trained on them too.

    Args:
        task: what is fitted.
        attempt: with the network's own plan.
        score: of a network on the validation part.
        file: its checkpoint; None: none.
        watch: is told how the run goes.
        seconds: to be ready in; None: as long as it takes.
    """
    first = seconds
    if seconds is not None and attempt.is_fed_back:
        first = seconds / (1.0 + _OWN_SHARE)
    saved = file.load(task.options.loss) if file else None
    settings = RunSettings(
        threads=task.options.threads,
        seconds=first,
        save=file.save_if_due if file else None,
        progress=watch.trained,
        initial=attempt.initial,
    )
    windows = OriginWindows(attempt.training, attempt.weights, attempt.plan)
    run = Run(saved[0].chosen if saved else attempt.plan, windows, score, settings)
    interrupted = run.to_best(saved)
    member = Member(
        network=run.network,
        history=run.state.history,
        events=tuple(run.state.events),
        interrupted=interrupted,
    )
    if interrupted or not attempt.is_fed_back:
        return member
    left = None if seconds is None or first is None else seconds - first
    return _train_on_own_values(member, task, attempt, watch, left)


def _train_on_own_values(
    member: Member, task: Task, attempt: Attempt, watch: Watch, seconds: float | None
) -> Member:
    """The network learns to live with its own values.

    Trained on true values alone it never sees an error of its own, and meets them when it runs freely. So a
    second run of half the steps goes on from the first, and every other walk of it sees, in stretches, the
    first run's own forecasts in free run, while the targets stay true: it learns to correct itself. It is
    judged by the error of the whole horizon in free run, and kept if that is better.
    Reference: Venkatraman, Hebert and Bagnell 2015, "Improving multi-step prediction of learned time
    series models", AAAI.
    """

    def free_run(network: Network) -> float:
        return rolling_error([network], task, attempt, most_values=_VALUES_A_SCORE)

    before = free_run(member.network)
    plan = replace(attempt.plan, steps=max(1, int(_OWN_SHARE * attempt.plan.steps)))
    imagined = imagine(member.network, attempt.training)
    windows = OriginWindows(attempt.training, attempt.weights, plan, imagined=imagined)
    settings = RunSettings(
        threads=task.options.threads,
        initial=member.network.parameters(),
        seconds=seconds,
        progress=watch.trained,
    )
    run = Run(plan, windows, free_run, settings)
    interrupted = run.to_best()
    after = run.best.score
    told = f"free run on validation {before:.3g}, after training on its own values {after:.3g}"
    return replace(
        member,
        network=run.network if after < before else member.network,
        events=(*member.events, told),
        interrupted=interrupted,
    )
