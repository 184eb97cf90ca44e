"""The training of one network of a forecaster, by the common training loop."""

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
"""Steps of training on its own values, as a share of the steps on true values."""
_VALUES_A_SCORE = 20_000
"""How many forecast values one validation in free run compares; there are 40 validations in a run."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """A trained network, and the story of its training."""

    network: Network
    """The network with its best weights."""
    history: History
    """The history of its training on true values."""
    events: tuple[str, ...]
    """Recoveries and early stops, one sentence each."""
    interrupted: bool
    """Whether Ctrl-C ended the training."""


def train_member(
    task: Task,
    attempt: Attempt,
    score: Score,
    file: CheckpointFile | None,
    watch: Watch,
    *,
    seconds: float | None = None,
) -> Member:
    """Trains one network by the attempt's plan; if its forecasts are fed back, it is trained on them too.

    Args:
        task: what is fitted.
        attempt: the attempt, with the network's own plan.
        score: the score of a network on the validation part.
        file: the file of its checkpoint; None: no checkpoint.
        watch: is told how the run goes.
        seconds: the time for the training; None: no limit.
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
    """Trains the network on its own forecasts too.

    A network that is trained on true values alone never sees its own errors, but meets them in free run. So
    a second training of half the steps goes on from the first. In every other walk, stretches of the input
    are forecasts of the first network in free run, while the targets stay true: the network learns to correct
    itself. The new weights are kept if the error of the whole horizon in free run is smaller.
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
