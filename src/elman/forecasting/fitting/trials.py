"""Short trials: which framing forecasts the validation part best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from math import inf
from time import perf_counter

import numpy as np

from elman.engines import Network
from elman.errors import DivergenceError
from elman.forecasting.fitting.choices import make_framings
from elman.forecasting.fitting.task import Attempt, Task, make_attempt, validation_origins
from elman.forecasting.fitting.windows import OriginWindows
from elman.forecasting.running.ensemble import forecast_together
from elman.framing import Framing
from elman.series.origins import truths
from elman.training.loop import Progress
from elman.training.run import Run, RunSettings
from elman.training.trial import Trial, Trying, told_of

_SHARE = 0.1
_FEWEST_STEPS = 300
"""Steps of a trial, as a share of a network's run: five framings cost as much as half a network of five."""
_MOST_VALUES = 200_000
"""Forecast values that a trial is judged by: enough for three digits, at the cost of a few training steps."""
_CLEARLY = 0.95
"""Of the first guess's error another must have: short trials are noisy, and the guess has its reasons."""


def settle(task: Task, trying: Trying | None = None) -> tuple[Attempt, tuple[Trial, ...]]:
    """Trains a network for a while with every framing, and takes the one that forecasts best.

    Returns:
        The attempt with it, and what was tried; nothing if there is one framing alone.
    """
    framings = make_framings(task.options, task.findings)
    if len(framings) == 1:
        return make_attempt(task, framings[0]), ()
    trials = []
    for number, framing in enumerate(framings):
        began = perf_counter()
        score = _try(task, make_attempt(task, framing), told_of(trying, number, len(framings)))
        trials.append(Trial(describe(framing), score, perf_counter() - began))
    best = min(range(len(framings)), key=lambda number: trials[number].score)
    best = best if trials[best].score < _CLEARLY * trials[0].score else 0
    return make_attempt(task, framings[best]), tuple(trials)


def describe(framing: Framing) -> str:
    """The framing in a few words."""
    on_top = f" on the values {framing.difference} rows before" if framing.difference else ""
    return f"level {framing.level} and scale {framing.scale}{on_top}"


def _try(task: Task, attempt: Attempt, told: Callable[[int], Progress | None]) -> float:
    """The error of a short run; infinite if it diverges."""
    plan = attempt.plan
    plan = replace(plan, steps=min(plan.steps, max(_FEWEST_STEPS, int(_SHARE * plan.steps))))
    windows = OriginWindows(attempt.training, attempt.weights, plan)
    run = Run(
        plan,
        windows,
        lambda network: 0.0,
        RunSettings(threads=task.options.threads, progress=told(plan.steps)),
    )
    try:
        run.go()
    except DivergenceError:
        return inf
    return rolling_error([run.network], task, attempt)


def rolling_error(
    networks: Sequence[Network], task: Task, attempt: Attempt, *, most_values: int = _MOST_VALUES
) -> float:
    """Mean error over origins of the validation part, as the loss weights it, whatever the framing."""
    horizon = attempt.framing.horizon
    origins = validation_origins(task.parts, most=max(1, most_values // horizon))
    spread = forecast_together(networks, attempt.whole, origins)
    truth_MK = truths(task.parts.series, origins, horizon)
    middle = spread.values_MKQ.shape[2] // 2
    error_MK = np.abs(spread.values_MKQ[..., middle] - truth_MK)
    weight_M = attempt.weights.of_series(origins.series_M)
    known_MK = np.isfinite(error_MK)
    return float((np.where(known_MK, error_MK, 0.0) * weight_M[:, None]).sum() / max(1, int(known_MK.sum())))
