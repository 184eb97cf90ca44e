"""A budget in seconds as one in steps, by the time that a training step takes on this machine now."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from time import perf_counter

from elman.errors import DivergenceError
from elman.network import State
from elman.training.choices import Guess, make_plan, most_useful_steps, trials_share
from elman.training.fit import Task, share_of_steps
from elman.training.history import History
from elman.training.loop import train
from elman.training.options import FitOptions
from elman.training.plan import Plan
from elman.training.schedules import WindowSource

_USE_OF_BUDGET = 0.9
"""The rest is for validations and for building networks."""
_TIMED_WINDOWS = 40
"""Timed after as many that warm the caches up: a step of a small network takes 10 microseconds, and the clock
is to see more than one of them."""
_MOST_SHARE = 0.05
"""Of the budget, which the timing may take: one step of a large network takes seconds."""
_CLOCK = 1e-6
"""Seconds: less than any step takes."""


def in_steps(task: Task, guesses: list[Guess]) -> FitOptions:
    """Options with a budget in steps instead of seconds: those of one network.

    Its trials and its finish have their share of the time. Where more networks follow, and where a finish
    does, steps beyond those that are of use would keep them waiting.
    """
    stepless, train = replace(task.options, budget=None), task.train
    plan = make_plan(stepless, guesses[0], train, memory=task.memory)
    seconds = _seconds_of_steps(task, trials=len(guesses) > 1)
    possible = steps_within(seconds, plan, plan.windows(train), threads=stepless.threads)
    if task.members is None or share_of_steps(task.options) < 1.0:
        possible = min(possible, most_useful_steps(stepless, plan, train))
    return replace(stepless, steps=possible)


def _seconds_of_steps(task: Task, *, trials: bool) -> float:
    """Time for the training steps of the first network."""
    budget, members = task.options.budget_seconds, task.members or 1
    assert budget is not None, "there is a budget to divide"
    all_networks = members / share_of_steps(task.options)
    return _USE_OF_BUDGET * budget / (all_networks + (trials_share(task.train) if trials else 0.0))


def steps_within(seconds: float, plan: Plan, windows: WindowSource, *, threads: int | None) -> int:
    """How many training steps of a plan fit in some seconds, on a network that is thrown away; at least 1."""
    pace = _seconds_per_step(plan, windows, threads, most=_MOST_SHARE * seconds)
    return max(1, int(seconds / pace))


def _seconds_per_step(plan: Plan, windows: WindowSource, threads: int | None, *, most: float) -> float:
    """The pace after a warm-up, or of what could be timed within so many seconds."""
    network, deadline = plan.build(threads=threads), perf_counter() + most

    def is_over(history: History, state: State | None) -> bool:
        return perf_counter() > deadline

    warm_up, timed, state = History(), History(), None
    for history, first in ((warm_up, 0), (timed, _TIMED_WINDOWS)):
        steps = range(first, first + _TIMED_WINDOWS)
        with suppress(DivergenceError):  # the run itself recovers, or tells what to do
            state = train(network, map(windows, steps), history, state=state, after_window=is_over)
        if is_over(history, state):
            break
    seen = timed if timed.losses else warm_up
    return max(seen.seconds, _CLOCK) / max(1, seen.num_windows)
