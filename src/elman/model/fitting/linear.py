"""The linear baseline as a model of its own: for data on which a network gains nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from elman.engines import engine_for
from elman.evaluation.baselines import Baseline, Linear
from elman.model.fitting.prepared import PreparedData
from elman.network import NetworkSpec
from elman.network.filters import (
    LinearSystem,
    filter_parameters,
    filter_spec,
    reduced_system,
    register_of,
)
from elman.optimizers import Adam
from elman.training import FitOptions, FitResult, History, Plan

_ORDERS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""Numbers in the state that are tried, the fewest first."""
_AS_GOOD = 1.002
"""Times the error of the whole filter on validation, up to which fewer numbers will do."""
_LONGER = 4
"""Times the filter's lags, in which the response of a smaller system must have died away."""
_STABLE = 0.9999
"""Size of the largest pole of a smaller system, which float32 must not bring to 1."""


def fit_linear(data: PreparedData, options: FitOptions, error: Callable[[Baseline], float]) -> FitResult:
    """The linear baseline as a network: as few numbers in its state as predict the validation part as well.

    Args:
        data: with the baseline.
        options: of the fit; what they say of networks is of no use here.
        error: of a baseline on the validation part.
    """
    linear = data.baselines["linear"]
    assert isinstance(linear, Linear), "the baseline of this name is linear"
    system, score = _smallest(linear, error)
    spec = filter_spec(system)
    network = engine_for(spec).build(spec, loss=options.loss, optimizer=Adam(), threads=options.threads)
    network.load(filter_parameters(system, linear.input_mean_F, linear.constant_O))
    lags = ", ".join(str(length) for length in linear.length_O)
    return FitResult(
        network=network,
        plan=_plan(options, spec),
        repeat=options,
        history=History(),
        best_step=0,
        best_score=score,
        choices=f"a linear filter of {lags} lags with {len(system.a_SS)} numbers in its state, "
        f"run by {spec.hidden_size} units",
        events=(),
        interrupted=False,
        exactly_repeatable=True,
    )


def _plan(options: FitOptions, spec: NetworkSpec) -> Plan:
    """What is said of a training that there was not."""
    return Plan(
        spec=spec,
        schedule=None,
        window=1,
        burn_in=0,
        batch_size=1,
        learning_rate=1.0,
        weight_decay=0.0,
        clip_norm=options.clip_norm,
        steps=1,
        loss=options.loss,
        seed=options.seed,
    )


def _smallest(linear: Linear, error: Callable[[Baseline], float]) -> tuple[LinearSystem, float]:
    """The smallest system that is as good on the validation part as the whole filter, and its error."""
    whole = error(linear)
    num_lags = linear.weight_OLF.shape[1]
    for order in _ORDERS:
        if order >= num_lags * linear.weight_OLF.shape[2] or not np.any(linear.weight_OLF):
            break
        system = reduced_system(linear.weight_OLF, order)
        if np.abs(np.linalg.eigvals(system.a_SS)).max() > _STABLE:
            continue
        response_OLF = system.impulse_response(_LONGER * num_lags)
        lags_O = np.full_like(linear.length_O, response_OLF.shape[1])
        own = error(replace(linear, weight_OLF=response_OLF, length_O=lags_O))
        if own <= _AS_GOOD * whole:
            return system, own
    return register_of(linear.weight_OLF), whole
