"""The linear baseline as a model of its own: for data on which a network gains nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from time import perf_counter
from typing import NamedTuple

import numpy as np

from elman.arrays import Array
from elman.data import Examples
from elman.engines import Network, engine_for
from elman.evaluation.baselines import Baseline, Linear
from elman.model.fitting.linear_path import FoundPath, find_path
from elman.model.fitting.prepared import PreparedData
from elman.network import NetworkSpec, Parameters
from elman.network.filters import (
    LinearSystem,
    filter_parameters,
    filter_spec,
    reduced_systems,
    register_of,
)
from elman.network.joined import member_spec
from elman.network.linear_start import LinearPath, add_linear, begin_linear, can_begin_linear, scale_of
from elman.network.losses import MSE
from elman.optimizers import Adam
from elman.training import FitOptions, FitResult, History, Plan, Watch
from elman.training.choices import is_small, measure_memory
from elman.training.improving import Improving, score_from_the_start
from elman.training.options import MOST_STEPS
from elman.training.second_order import Finished, Limits
from elman.training.trial import Trial, describe_trials

_ORDERS = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64)
"""Numbers in the state that are tried, the fewest first."""
_AS_GOOD = 1.002
"""Times the error of the whole filter on validation, up to which fewer numbers will do."""
_LONGER = 4
"""Times the filter's lags, in which the response of a smaller system must have died away."""
_MOST_BESIDE = 24
"""Numbers in the state of a system that a network begins as."""
_BESIDE_FEW, _BESIDE = 8, 16
"""Units beside those of the path, which learn the rest: of a small table, and of others."""
_BEGINNINGS = (50, 100, 200, 400)
"""Lags of a response by which smaller systems are found: light damping shows best where noise is small."""
_NEAR = 0.5
"""Scaled RMSE on validation below which a path says most of the targets."""
_SLOW_GAIN = 0.98
"""Times the error without them, below which slow states are of use."""
_HOPELESS = 2.0
"""Times the error of a network, above which it is no use to begin as a linear path."""
_SHARE_OF_BUDGET = 0.2
"""Of a budget: kept for networks with a linear path, where there is one."""
_FEWEST_ITERATIONS, _MOST_ITERATIONS = 200, 3_000
"""Of L-BFGS, from a linear path."""
_NOISE = 1e-4
"""Of the loss over thousands of rows from one state, in float32."""
_PATIENT_ROWS, _PATIENCE = 12_000_000, (50, 800)
"""Rows, as a number of iterations, for which a better score is waited: that of an integrator comes late."""
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


class Beside(NamedTuple):
    """A linear path that a network may hold."""

    found: FoundPath
    systems: Sequence[LinearSystem]
    linear: Linear


def look_for_path(
    data: PreparedData, options: FitOptions, error: Callable[[Baseline], float]
) -> Beside | None:
    """The path that the data show, if it says much of the targets; and if a network can hold one."""
    is_open = options.steps is None and options.epochs is None and options.finish is None
    plain = options.layers == 1 and options.dropout == 0.0 and isinstance(options.loss, MSE)
    if not (is_open and plain and options.trials and can_begin_linear(options.cell)):
        return None
    linear = data.baselines["linear"]
    assert isinstance(linear, Linear), "the baseline of this name is linear"
    systems = _small_systems(linear.weight_OLF)
    found = find_path(data, systems, linear.input_mean_F, data.examples.y_NO, begin_with=True)
    if found is None or not (found.error < _NEAR or found.error < _SLOW_GAIN * found.without):
        return None
    return Beside(found, systems, linear)


def _small_systems(weight_OLF: Array) -> list[LinearSystem]:
    """Systems of a few numbers that answer nearly so, by the whole response and by its beginning."""
    _, num_lags, num_inputs = weight_OLF.shape
    systems = []
    for lags in (None, *(lags for lags in _BEGINNINGS if lags < num_lags)):
        most = min(_MOST_BESIDE, (lags or 2 * num_lags) // 2 * num_inputs - 1)
        possible = [order for order in _ORDERS if order <= most and weight_OLF.any()]
        systems += list(reduced_systems(weight_OLF, possible, lags=lags))
    return [system for system in systems if np.abs(np.linalg.eigvals(system.a_SS)).max() <= _STABLE]


def budget_beside(options: FitOptions) -> FitOptions:
    """The options of the fit beside which networks with a linear path are tried."""
    budget = options.budget_seconds
    return options if budget is None else replace(options, budget=(1.0 - _SHARE_OF_BUDGET) * budget)


class _Candidate(NamedTuple):
    """A network with a path, before it is trained."""

    spec: NetworkSpec
    parameters: Parameters
    path: LinearPath
    what: str
    """How it holds the path."""
    described: str
    """The path."""


def try_paths(
    data: PreparedData, options: FitOptions, result: FitResult, beside: Beside, watch: Watch
) -> FitResult:
    """The best on validation of a fit and of networks with a linear path.

    One begins as the path, with other units that see its state and learn the rest. Another is the fit's own
    network, and the path says what it leaves. Both are brought from there by L-BFGS alone: Adam's steps
    would first lose what is there.
    """
    warm_up = 0 if result.plan.starts else measure_memory(data.training)
    score = score_from_the_start(
        data.training, data.validation, data.division.follows, options.loss, warm_up=warm_up
    )
    task = Improving(train=data.training, score=score, starts=result.plan.starts, burn_in=result.plan.burn_in)
    best, least = result, score(result.network)
    tried, paths = [Trial("the network alone, from the first row on", least, 0.0)], []
    candidates = [*_begun(data, result, beside, least), *_added(data, result, beside)]
    if not candidates:
        return result
    interrupted = False
    for candidate in candidates:
        network = _build(candidate.spec, options, candidate.parameters)
        limits = _limits(options, result, data.training, len(candidates))
        tell = _teller(watch, limits)
        scale_P = scale_of(candidate.spec, candidate.path)
        memory = float(candidate.path.rows_S.max(initial=0.0))
        began = perf_counter()
        found = task.improve(network, limits, memory=memory, scale_P=scale_P, progress=tell)
        tried.append(Trial(candidate.what, found.score, perf_counter() - began))
        paths.append(f"{candidate.what}: {candidate.described}")
        interrupted = interrupted or found.interrupted
        if found.score < least:
            best, least = _with_network(result, network, found), found.score
        if interrupted:
            break
    return replace(
        best,
        choices=_with_trials(result, tried, paths),
        trials=(*result.trials, *tried),
        interrupted=interrupted,
    )


def _begun(data: PreparedData, result: FitResult, beside: Beside, least: float) -> Iterator[_Candidate]:
    """A network that begins as the path, unless that says much less than the fit's network."""
    if beside.found.error > _HOPELESS * least:
        return
    path = beside.found.path
    rest = _BESIDE_FEW if is_small(data.training) else _BESIDE
    spec = replace(_spec(result), hidden_size=path.size + rest)
    parameters = begin_linear(spec, path, seed=result.plan.seed)
    yield _Candidate(spec, parameters, path, "begun as a linear path", beside.found.described)


def _added(data: PreparedData, result: FitResult, beside: Beside) -> Iterator[_Candidate]:
    """The fit's network (the first of several) beside a path that says what it leaves."""
    parameters = result.members[0] if result.members else result.network.parameters()
    spec = _spec(result)
    network = _build(spec, result.repeat, parameters)
    left_NO = data.examples.y_NO - _said(network, data.examples)
    found = find_path(data, beside.systems, beside.linear.input_mean_F, left_NO, begin_with=False)
    if found is None or found.error > _SLOW_GAIN * found.without:
        return
    whole, both = add_linear(spec, parameters, found.path)
    yield _Candidate(whole, both, found.path, "a linear path added", found.described)


def _spec(result: FitResult) -> NetworkSpec:
    """Of the network, or of one of several."""
    return member_spec(result.network.spec, max(1, len(result.members)))


def _said(network: Network, examples: Examples) -> Array:
    """What a network says of every row, from the first row of each sequence."""
    said = [network.forward(x_TF[np.newaxis])[0][0] for x_TF, _ in examples]
    return np.concatenate(said).astype(np.float64)


def _build(spec: NetworkSpec, options: FitOptions, parameters: Parameters) -> Network:
    network = engine_for(spec).build(spec, loss=options.loss, optimizer=Adam(), threads=options.threads)
    network.load(parameters)
    return network


def _limits(options: FitOptions, result: FitResult, train: Examples, count: int) -> Limits:
    """As many rows as the training steps saw, or a share of the budget."""
    budget, plan = options.budget_seconds, result.plan
    patience = int(np.clip(_PATIENT_ROWS // train.num_rows, *_PATIENCE))
    if budget is not None:
        seconds = _SHARE_OF_BUDGET * budget / max(1, count)
        return Limits(iterations=MOST_STEPS, seconds=seconds, patience=patience, noise=_NOISE)
    iterations = plan.steps * plan.batch_size * plan.rows_per_step // train.num_rows
    iterations = int(np.clip(iterations, _FEWEST_ITERATIONS, _MOST_ITERATIONS))
    return Limits(iterations=iterations, patience=patience, noise=_NOISE)


def _teller(watch: Watch, limits: Limits) -> Callable[[Finished], None]:
    """Tells the watch of a finish."""
    began = perf_counter()

    def tell(found: Finished) -> None:
        spent = (perf_counter() - began) / limits.seconds if limits.seconds else 0.0
        watch.finishing(max(spent, found.iterations / limits.iterations), found.iterations, found.score)

    return tell


def _with_network(result: FitResult, network: Network, found: Finished) -> FitResult:
    """The fit with another network."""
    plan = replace(result.plan, spec=network.spec)
    return replace(
        result,
        network=network,
        plan=plan,
        repeat=replace(result.repeat, hidden_size=network.spec.hidden_size, members=None),
        best_score=found.score,
        events=(*result.events, found.describe()),
        exactly_repeatable=False,
        members=(),
    )


def _with_trials(result: FitResult, tried: Sequence[Trial], paths: Sequence[str]) -> str:
    """The choices, `a, b (why)`, with what was tried after the trials of the fit, and the paths."""
    return f"{result.choices.removesuffix(')')}; {'; '.join([describe_trials(tried), *paths])})"
