"""Short trials: what the data do not settle by themselves, a validation score does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from time import perf_counter

from elman.data import Examples
from elman.errors import DivergenceError
from elman.network import Parameters
from elman.training.choices import Guess, make_plan, trials_share, with_steps
from elman.training.options import FitOptions
from elman.training.plan import Plan
from elman.training.run import Run, RunSettings, Score
from elman.training.trial import Trial, Trying, told_of


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialSetting:
    """What all trials of a fit have in common."""

    options: FitOptions
    examples: Examples
    """To train on."""
    score: Score
    """Of a network, on validation."""
    memory: int
    """Rows that the data remember."""
    initial: Parameters | None = None
    """Weights to begin with; None: those of each guess's seed."""


def settle(
    setting: TrialSetting, guesses: list[Guess], trying: Trying | None = None
) -> tuple[Guess, tuple[Trial, ...]]:
    """Trains every guess for a while and takes the one with the best validation score.

    Every trial has a decay of its own, so that it ends where a run of its length would. All have the same
    number of rows to train on, and depend on nothing but options and data.

    Returns:
        The guess, and what was tried.
    """
    options, examples = setting.options, setting.examples
    first = make_plan(options, guesses[0], examples, memory=setting.memory)
    rows = trials_share(examples) * first.steps * first.rows_per_step / len(guesses)
    trials = []
    for number, guess in enumerate(guesses):
        plan = make_plan(options, guess, examples, memory=setting.memory)
        plan = with_steps(replace(plan, patience=1.0), max(1, int(rows / plan.rows_per_step)), options)
        settings = RunSettings(
            threads=options.threads,
            initial=setting.initial,
            progress=told_of(trying, number, len(guesses))(plan.steps),
        )
        began = perf_counter()
        value = _try(plan, examples, setting.score, settings)
        trials.append(Trial(_describe(guess), value, perf_counter() - began))
    best = min(range(len(guesses)), key=lambda number: trials[number].score)
    return guesses[best], tuple(trials)


def _describe(guess: Guess) -> str:
    return f"{guess.schedule} with {guess.hidden_size} units, seed {guess.seed}"


def _try(plan: Plan, examples: Examples, score: Score, settings: RunSettings) -> float:
    """The best validation score that this plan reaches; infinite if it only diverges."""
    run = Run(plan, plan.windows(examples), score, settings)
    try:
        run.go()
    except DivergenceError:
        return inf
    return run.state.best.score if run.state.best else inf
