"""One network of a forecaster, trained with the one loop there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from elman.engines import Network
from elman.forecasting.fitting.feedback import imagine
from elman.forecasting.fitting.preparing import Parts, Prepared
from elman.forecasting.fitting.trials import make_windows, rolling_error
from elman.forecasting.options import ForecastOptions
from elman.framing import History as SeriesHistory
from elman.network import Parameters
from elman.training import History, Watch
from elman.training.checkpoint import CheckpointFile
from elman.training.plan import Plan
from elman.training.run import Run

_OWN_SHARE = 0.5
"""Steps on its own values, of those on true ones."""
_VALUES_A_SCORE = 20_000

Score = Callable[[Network], float]


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
    plan: Plan,
    prepared: Prepared,
    parts: Parts,
    score: Score,
    options: ForecastOptions,
    file: CheckpointFile | None,
    watch: Watch,
) -> Member:
    """Trains one network; one whose values are fed back learns to live with its own.

    Trained on true values alone it never sees an error of its own, and meets them when it runs freely. So a
    second run of half the steps goes on from the first, and every other walk of it sees, in stretches, what
    the first run's network said in free run, while the targets stay true: it learns to correct itself. It is
    judged by the error of the whole horizon in free run, and kept if that is better.
    Reference: Venkatraman, Hebert and Bagnell 2015, "Improving multi-step prediction of learned time
    series models", AAAI.
    """
    run, interrupted = _run(plan, prepared, score, options, file, watch)
    network, events = run.network, list(run.memory.events)
    if prepared.framing.block < prepared.framing.horizon and not interrupted:

        def free_run(candidate: Network) -> float:
            quantiles = options.loss.num_quantiles
            return rolling_error(
                [candidate], prepared, parts, num_quantiles=quantiles, most_values=_VALUES_A_SCORE
            )

        before = free_run(network)
        own = replace(plan, steps=max(1, int(_OWN_SHARE * plan.steps)))
        imagined = imagine(network, prepared.framing, prepared.training, options.loss.num_quantiles)
        second, interrupted = _run(
            own, prepared, free_run, options, None, watch, imagined=imagined, initial=network.parameters()
        )
        assert second.memory.best is not None, "a run validates before it ends"
        if second.memory.best.score < before:
            network = second.network
        events.append(
            f"free run on validation {before:.3g}, after training on its own values "
            f"{second.memory.best.score:.3g}"
        )
    return Member(network=network, history=run.memory.history, events=tuple(events), interrupted=interrupted)


def _run(
    plan: Plan,
    prepared: Prepared,
    score: Score,
    options: ForecastOptions,
    file: CheckpointFile | None,
    watch: Watch,
    *,
    imagined: SeriesHistory | None = None,
    initial: Parameters | None = None,
) -> tuple[Run, bool]:
    """Trains by a plan and restores the best weights; also returns whether Ctrl-C ended it."""
    saved = file.load(options.loss) if file else None
    run = Run(
        saved[0].chosen if saved else plan,
        make_windows(plan, prepared, imagined),
        score,
        threads=options.threads,
        initial=initial,
        save=file.save_if_due if file else None,
        progress=watch.trained,
    )
    if saved is not None:
        run.resume(*saved)
    interrupted = False
    try:
        run.go()
    except KeyboardInterrupt:
        interrupted = True
        if run.memory.best is None:
            run.validate()
    assert run.memory.best is not None, "a run validates before it ends"
    run.network.restore(run.memory.best.snapshot)
    return run, interrupted
