"""The finish of a fit's run: how long it may go on, and what the run becomes by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter

from elman.data import Examples, Window
from elman.training.fit import Watch
from elman.training.history import Validation
from elman.training.options import MOST_STEPS, FitOptions
from elman.training.plan import Plan
from elman.training.run import Run, Score
from elman.training.run_state import Best
from elman.training.second_order import Finished, Limits, Objective, Segments, finish

_MOST_ITERATIONS = 3_000
"""Without a budget; a table of few rows would have ten times as many."""
_LEAST_GAIN = 0.01
"""Of the last quarter of the iterations, where nobody said how many: another network gains more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finishing:
    """What a run's finish stands on."""

    options: FitOptions
    """Of the fit."""
    train: Examples
    """What the network learns from."""
    score: Score
    """On the validation part."""
    seconds: float | None
    """Time to be ready in; None: as long as it takes."""


def finish_run(run: Run, task: Finishing, watch: Watch) -> Finished:
    """Goes on from the best weights by L-BFGS; the run's best weights are those with the best score."""
    plan = run.state.plan
    windows = Segments(burn_in=plan.burn_in, starts=plan.starts).windows(task.train)
    objective = Objective(run.network, windows)
    limits = _limits(task, plan, windows)
    began = perf_counter()

    def tell(found: Finished) -> None:
        spent = (perf_counter() - began) / limits.seconds if limits.seconds else 0.0
        watch.finishing(max(spent, found.iterations / limits.iterations), found.iterations, found.score)

    found = finish(objective, lambda: task.score(run.network), run.best.score, limits, tell)
    run.network.restore(run.best.snapshot)
    run.state.events.append(found.describe())
    if found.parameters_P is not None:
        objective.load(found.parameters_P)
        step = run.state.history.num_windows
        run.state.history.validations.append(Validation(step, found.score))
        run.state.best = Best(run.network.snapshot(), step, found.score)
    return found


def _limits(task: Finishing, plan: Plan, windows: Sequence[Window]) -> Limits:
    """As many iterations as were asked for; or, without a budget, as many rows as the training steps saw."""
    if task.options.finish is not None:
        return Limits(iterations=task.options.finish, seconds=task.seconds)
    iterations = MOST_STEPS
    if task.seconds is None:
        rows = sum(window.x_BTF.shape[0] * window.x_BTF.shape[1] for window in windows)
        iterations = plan.steps * plan.batch_size * plan.rows_per_step // rows
        iterations = max(1, min(iterations, _MOST_ITERATIONS))
    return Limits(iterations=iterations, seconds=task.seconds, least_gain=_LEAST_GAIN)
