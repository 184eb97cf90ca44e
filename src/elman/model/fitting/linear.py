"""The linear baseline as a model of its own: for data on which a network gains nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
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
    reduced_systems,
    register_of,
)
from elman.network.linear_start import can_begin_linear, linear_start
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.training import FitOptions, FitResult, History, Plan, fit_network

_ORDERS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""Numbers in the state that are tried, the fewest first."""
_AS_GOOD = 1.002
"""Times the error of the whole filter on validation, up to which fewer numbers will do."""
_LONGER = 4
"""Times the filter's lags, in which the response of a smaller system must have died away."""
_MOST_BESIDE = 24
"""Numbers in the state of a system that a network begins as."""
_BESIDE = 8
"""Units beside those of the system, which learn the rest."""
_NEARLY = 1.02
"""Times the error of the best such system, up to which fewer numbers will do."""
_NEAR = 0.5
"""Scaled RMSE on validation below which a linear system says most of the targets."""
_HOPELESS = 2.0
"""Times the error of a network, above which it is no use to begin as a linear system."""
_SHARE_OF_BUDGET = 0.15
"""Of a budget: kept for a network that begins as a linear system, where one says most of the targets."""
_FEWEST_ITERATIONS = 200
"""Of L-BFGS, from a linear system."""
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
    for system, own in _reduced(linear, error, _ORDERS):
        if own <= _AS_GOOD * whole:
            return system, own
    return register_of(linear.weight_OLF), whole


def _reduced(
    linear: Linear, error: Callable[[Baseline], float], orders: Sequence[int]
) -> Iterator[tuple[LinearSystem, float]]:
    """Systems of so many numbers, and what each is worth on the validation part; none that is not stable."""
    _, num_lags, num_inputs = linear.weight_OLF.shape
    possible = [order for order in orders if order < num_lags * num_inputs and linear.weight_OLF.any()]
    for system in reduced_systems(linear.weight_OLF, possible):
        if np.abs(np.linalg.eigvals(system.a_SS)).max() > _STABLE:
            continue
        response_OLF = system.impulse_response(_LONGER * num_lags)
        lags_O = np.full_like(linear.length_O, response_OLF.shape[1])
        yield system, error(replace(linear, weight_OLF=response_OLF, length_O=lags_O))


def linear_is_near(data: PreparedData, options: FitOptions, error: Callable[[Baseline], float]) -> bool:
    """Whether a linear system says most of the targets, and a network could begin as one."""
    is_open = options.steps is None and options.epochs is None and options.finish is None
    plain = options.layers == 1 and options.dropout == 0.0 and isinstance(options.loss, MSE)
    if not (is_open and plain and options.trials and can_begin_linear(options.cell)):
        return False
    return error(data.baselines["linear"]) < _NEAR


def budget_beside(options: FitOptions) -> FitOptions:
    """The options of the fit beside which a network begins as a linear system."""
    budget = options.budget_seconds
    return options if budget is None else replace(options, budget=(1.0 - _SHARE_OF_BUDGET) * budget)


def try_linear_start(
    data: PreparedData, options: FitOptions, result: FitResult, error: Callable[[Baseline], float]
) -> FitResult:
    """The better on validation of a fit and of a network that begins as a linear system.

    The second is brought from there by L-BFGS alone: Adam's steps would first lose what is there.
    """
    linear = data.baselines["linear"]
    assert isinstance(linear, Linear), "the baseline of this name is linear"
    found = list(_reduced(linear, error, [order for order in _ORDERS if order <= _MOST_BESIDE]))
    if not found or error(linear) > _HOPELESS * result.best_score:
        return result
    least = min(own for _, own in found)
    system = next(system for system, own in found if own <= _NEARLY * least)
    spec = replace(result.plan.spec, hidden_size=len(system.a_SS) + _BESIDE)
    network = engine_for(spec).build(spec, loss=options.loss, optimizer=Adam(), threads=options.threads)
    inputs, constants = data.training.x_NF, (linear.input_mean_F, linear.constant_O)
    network.load(linear_start(spec, system, inputs, constants, seed=result.plan.seed))
    share = 1.0 if options.budget is None else _SHARE_OF_BUDGET
    iterations = max(_FEWEST_ITERATIONS, int(share * (result.repeat.finish or 0)))
    own_options = replace(
        result.repeat, steps=1, learning_rate=1e-6, weight_decay=0.0, finish=iterations, members=None
    )
    try:
        own = fit_network(
            data.training,
            data.validation,
            own_options,
            validation_follows=data.division.follows,
            start=network,
        )
    except KeyboardInterrupt:
        return replace(result, interrupted=True)
    said = (
        f"a network that begins as a linear system of {len(system.a_SS)} numbers: {own.best_score:.3g} on "
        f"validation, against {result.best_score:.3g}"
    )
    if own.best_score >= result.best_score:
        return replace(result, choices=_with_reason(result.choices, said), interrupted=own.interrupted)
    return replace(own, choices=_with_reason(own.choices, said), exactly_repeatable=False, tried=result.tried)


def _with_reason(choices: str, reason: str) -> str:
    """Choices, `a, b (why)`, with another reason."""
    return f"{choices.removesuffix(')')}; {reason})"
