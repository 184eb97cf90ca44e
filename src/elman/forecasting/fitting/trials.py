"""Short trials that find the framing with the best forecasts of the validation part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

import numpy as np

from elman.engines import Network
from elman.errors import DivergenceError
from elman.forecasting.fitting.choices import make_framings
from elman.forecasting.fitting.task import Attempt, Task, make_attempt, validation_origins
from elman.forecasting.fitting.windows import OriginWindows
from elman.forecasting.running.ensemble import forecast_together
from elman.framing import Framing
from elman.series.origins import truths
from elman.training.run import Run, RunSettings

_SHARE = 0.1
_FEWEST_STEPS = 300
"""The steps of a trial, as a share of a network's steps: five framings cost half as much as one network."""
_MOST_VALUES = 200_000
"""How many forecast values judge a trial: enough for three digits, at the cost of a few training steps."""
_CLEARLY = 0.95
"""The share of the first guess's error that another framing must reach: short trials are noisy."""


def settle(task: Task) -> tuple[Attempt, str]:
    """Trains a network for a short time with every framing, and chooses the framing that forecasts best.

    Returns:
        The attempt with this framing, and a sentence about the trials; the sentence is empty without trials.
    """
    framings = make_framings(task.options, task.findings)
    if len(framings) == 1:
        return make_attempt(task, framings[0]), ""
    scores = [_try(task, make_attempt(task, framing)) for framing in framings]
    best = min(range(len(framings)), key=scores.__getitem__)
    best = best if scores[best] < _CLEARLY * scores[0] else 0
    tried = "; ".join(
        f"{describe(framing)}: {score:.3g}" for framing, score in zip(framings, scores, strict=True)
    )
    return make_attempt(task, framings[best]), f"trials on validation: {tried}"


def describe(framing: Framing) -> str:
    """Describes the framing in a few words."""
    on_top = f", on the values {framing.difference} rows before" if framing.difference else ""
    return f"level {framing.level}, scale {framing.scale}{on_top}"


def _try(task: Task, attempt: Attempt) -> float:
    """Returns the error of a short training; infinite if it diverges."""
    plan = attempt.plan
    plan = replace(plan, steps=min(plan.steps, max(_FEWEST_STEPS, int(_SHARE * plan.steps))))
    windows = OriginWindows(attempt.training, attempt.weights, plan)
    run = Run(plan, windows, lambda network: 0.0, RunSettings(threads=task.options.threads))
    try:
        run.go()
    except DivergenceError:
        return inf
    return rolling_error([run.network], task, attempt)


def rolling_error(
    networks: Sequence[Network], task: Task, attempt: Attempt, *, most_values: int = _MOST_VALUES
) -> float:
    """Returns the mean weighted error on the validation part, which is comparable between framings."""
    horizon = attempt.framing.horizon
    origins = validation_origins(task.parts, most=max(1, most_values // horizon))
    spread = forecast_together(networks, attempt.whole, origins)
    truth_MK = truths(task.parts.series, origins, horizon)
    middle = spread.values_MKQ.shape[2] // 2
    error_MK = np.abs(spread.values_MKQ[..., middle] - truth_MK)
    weight_M = attempt.weights.of_series(origins.series_M)
    known_MK = np.isfinite(error_MK)
    return float((np.where(known_MK, error_MK, 0.0) * weight_M[:, None]).sum() / max(1, int(known_MK.sum())))
