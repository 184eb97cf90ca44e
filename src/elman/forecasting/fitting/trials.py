"""Short trials: which framing the validation part likes best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import inf

import numpy as np

from elman.engines import Network
from elman.errors import DivergenceError
from elman.forecasting.fitting.choices import make_plan
from elman.forecasting.fitting.preparing import Parts, Prepared, prepare, validation_origins
from elman.forecasting.fitting.windows import OriginWindows
from elman.forecasting.options import ForecastOptions
from elman.forecasting.running.ensemble import forecast_together
from elman.framing import Framing, History
from elman.series.origins import truths
from elman.training.plan import Plan
from elman.training.run import Run

_SHARE = 0.1
_FEWEST_STEPS = 300
_MOST_VALUES = 200_000
_CLEARLY = 0.95
"""Of the first guess's error another must have: short trials are noisy, and the guess has its reasons."""


def settle(options: ForecastOptions, framings: Sequence[Framing], parts: Parts) -> tuple[Framing, str]:
    """Trains a network for a while with every framing, and takes the one that forecasts best.

    Returns:
        The framing, and a sentence about what was tried; empty if there was nothing to try.
    """
    if len(framings) == 1:
        return framings[0], ""
    scores = []
    for framing in framings:
        plan = make_plan(options, framing, parts.training)
        plan = replace(plan, steps=min(plan.steps, max(_FEWEST_STEPS, int(_SHARE * plan.steps))))
        prepared = prepare(framing, parts)
        scores.append(_try(plan, prepared, options, parts))
    best = min(range(len(framings)), key=scores.__getitem__)
    best = best if scores[best] < _CLEARLY * scores[0] else 0
    tried = "; ".join(
        f"{describe(framing)}: {score:.3g}" for framing, score in zip(framings, scores, strict=True)
    )
    return framings[best], f"trials on validation: {tried}"


def describe(framing: Framing) -> str:
    """The framing in a few words."""
    on_top = f", on the values {framing.difference} rows before" if framing.difference else ""
    return f"level {framing.level}, scale {framing.scale}{on_top}"


def make_windows(plan: Plan, prepared: Prepared, imagined: History | None = None) -> OriginWindows:
    """The training windows of a plan; see `OriginWindows` for what is imagined."""
    return OriginWindows(
        prepared.framing,
        prepared.training,
        prepared.weights,
        steps=plan.window,
        batch_size=plan.batch_size,
        seed=plan.seed,
        imagined=imagined,
    )


def _try(plan: Plan, prepared: Prepared, options: ForecastOptions, parts: Parts) -> float:
    run = Run(plan, make_windows(plan, prepared), lambda network: 0.0, threads=options.threads)
    try:
        run.go()
    except DivergenceError:
        return inf
    return rolling_error([run.network], prepared, parts, num_quantiles=options.loss.num_quantiles)


def rolling_error(
    networks: Sequence[Network],
    prepared: Prepared,
    parts: Parts,
    *,
    num_quantiles: int = 1,
    most_values: int = _MOST_VALUES,
) -> float:
    """Mean error over origins of the validation part, as the loss weights it, whatever the framing."""
    horizon = prepared.framing.horizon
    origins = validation_origins(parts, most=max(1, most_values // horizon))
    spread = forecast_together(
        networks, prepared.framing, prepared.whole, origins, num_quantiles=num_quantiles
    )
    truth_MK = truths(parts.series, origins, horizon)
    error_MK = np.abs(spread.values_MKQ[..., num_quantiles // 2] - truth_MK)
    weight_M = prepared.weights.of_series(origins.series_M)
    known_MK = np.isfinite(error_MK)
    return float((np.where(known_MK, error_MK, 0.0) * weight_M[:, None]).sum() / max(1, int(known_MK.sum())))
