"""Short trials: what the data do not settle by themselves, a validation score does."""

from __future__ import annotations

from dataclasses import replace
from math import inf

from elman.data import Examples
from elman.errors import DivergenceError
from elman.network import Parameters
from elman.training.choices import Guess, make_plan, trials_share, with_steps
from elman.training.options import FitOptions
from elman.training.plan import Plan
from elman.training.run import Run, RunSettings, Score


def settle(
    options: FitOptions,
    guesses: list[Guess],
    examples: Examples,
    score: Score,
    *,
    memory: int,
    initial: Parameters | None = None,
) -> tuple[Guess, str]:
    """Trains every guess for a while and takes the one with the best validation score.

    Every trial has a decay of its own, so that it ends where a run of its length would. All have the same
    number of rows to train on, and depend on nothing but options and data.

    Returns:
        The guess, and a sentence about what was tried.
    """
    first = make_plan(options, guesses[0], examples, memory=memory)
    rows = trials_share(examples) * first.steps * first.rows_per_step / len(guesses)
    scores = []
    for guess in guesses:
        plan = make_plan(options, guess, examples, memory=memory)
        plan = with_steps(replace(plan, patience=1.0), max(1, int(rows / plan.rows_per_step)), options)
        scores.append(_try(plan, examples, score, threads=options.threads, initial=initial))
    best = min(range(len(guesses)), key=scores.__getitem__)
    tried = "; ".join(
        f"{guess.schedule} with {guess.hidden_size} units, seed {guess.seed}: {value:.3g}"
        for guess, value in zip(guesses, scores, strict=True)
    )
    return guesses[best], f"trials on validation: {tried}"


def _try(
    plan: Plan, examples: Examples, score: Score, *, threads: int | None, initial: Parameters | None
) -> float:
    """The best validation score that this plan reaches; infinite if it only diverges."""
    run = Run(plan, plan.windows(examples), score, RunSettings(threads=threads, initial=initial))
    try:
        run.go()
    except DivergenceError:
        return inf
    return run.state.best.score if run.state.best else inf
