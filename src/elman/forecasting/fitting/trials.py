"""Short trials that find the framing with the best forecasts of the validation part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from math import inf
from time import perf_counter

import numpy as np

from elman.engines import Network
from elman.errors import DivergenceError
from elman.forecasting.fitting.choices import make_framings
from elman.forecasting.fitting.clock import Clock
from elman.forecasting.fitting.task import Attempt, Task, make_attempts, validation_origins
from elman.forecasting.fitting.windows import OriginWindows, context_of
from elman.forecasting.running.ensemble import forecast_together
from elman.framing import Framing
from elman.series.origins import truths
from elman.training.budget import steps_within
from elman.training.run import Run, RunSettings
from elman.training.trial import Trial, Trying, told_of

_SHARE = 0.1
_FEWEST_STEPS = 300
"""The steps of a trial, as a share of a network's steps: five framings cost half as much as one network."""
_MOST_VALUES = 200_000
"""How many forecast values judge a trial: enough for three digits, at the cost of a few training steps."""
_FEW_VALUES = 20_000
"""How many forecast values judge a trial if time is short."""
_TRAINED = 0.7
"""The share of a trial's time that is training; the rest is for its score."""
_CLEARLY = 0.95
"""The share of the first guess's error that another framing must reach: short trials are noisy."""


_MANY_SERIES = 1_000
"""With so many series or more, smaller networks are tried."""
_SMALLER = (32, 64)
"""The units of the networks that are tried, the smallest first."""
_AS_GOOD = 1.01
"""The largest error that a smaller network may have, in multiples of the usual network's error."""
_STEPS_OF_SMALLER = 0.5
"""The steps of a smaller network, as a share of the usual network's: on 10,000 series of 200 days, networks
of 32 units were 0.4 % worse after half of the steps than those of 128 after all, and 0.3 % after as many."""
_STEPS_THAT_TELL = 50
"""The fewest steps of a trial: after fewer, the framings cannot be told apart."""


def settle(task: Task, clock: Clock, trying: Trying | None = None) -> tuple[Attempt, tuple[Trial, ...]]:
    """Trains a network for a short time with every framing, and chooses the framing that forecasts best.

    Args:
        task: what is to be fitted.
        clock: says how long all trials may take.
        trying: is told how far they have come.

    Returns:
        The attempt with this framing, and the trials; no trials if there is nothing to choose, or no time.
    """
    attempts = make_attempts(task, make_framings(task.options, task.findings))
    sizes = _sizes(attempts[0], task)
    count = len(attempts) * (len(attempts) > 1) + len(sizes) + bool(sizes)
    if not count:
        return attempts[0], ()
    seconds = clock.for_trials(count)
    steps = _steps_of(attempts[0], task, seconds)
    if steps < _STEPS_THAT_TELL:
        return attempts[0], ()
    trials = _Trials(task, steps, seconds, count, trying)
    size = _choose_size(trials, attempts[0], sizes)
    is_smaller = size < attempts[0].plan.spec.hidden_size and task.options.steps is None
    share = _STEPS_OF_SMALLER if is_smaller else 1.0
    attempts = [attempt.with_size(size, share=share) for attempt in attempts]
    return _choose_framing(trials, attempts), tuple(trials.done)


def _choose_framing(trials: _Trials, attempts: Sequence[Attempt]) -> Attempt:
    if len(attempts) == 1:
        return attempts[0]
    scores = [trials.score(describe(attempt.framing), attempt) for attempt in attempts]
    best = min(range(len(attempts)), key=scores.__getitem__)
    return attempts[best if scores[best] < _CLEARLY * scores[0] else 0]


def _sizes(attempt: Attempt, task: Task) -> list[int]:
    """Smaller networks that are tried, where many series make every step and every forecast long."""
    own = attempt.plan.spec.hidden_size
    if not task.options.trials or task.options.hidden_size or len(task.parts.series) < _MANY_SERIES:
        return []
    return [size for size in _SMALLER if size < own]


def _choose_size(trials: _Trials, attempt: Attempt, sizes: Sequence[int]) -> int:
    """The smallest network that forecasts as well as the usual one after as many steps.

    A larger network learns faster step by step, so that short trials are not to its disadvantage.
    """
    own = attempt.plan.spec.hidden_size
    if not sizes:
        return own
    limit = trials.score(f"{own} units", attempt)
    for size in sizes:
        if trials.score(f"{size} units", attempt.with_size(size)) <= _AS_GOOD * limit:
            return size
    return own


def describe(framing: Framing) -> str:
    """Describes the framing in a few words."""
    on_top = f" on the values {framing.difference} rows before" if framing.difference else ""
    return f"level {framing.level} and scale {framing.scale}{on_top}"


def _steps_of(attempt: Attempt, task: Task, seconds: float | None) -> int:
    """Returns the steps of every trial: a tenth of a run's steps, or as many as its time allows."""
    plan = attempt.plan
    steps = min(plan.steps, max(_FEWEST_STEPS, int(_SHARE * plan.steps)))
    if seconds is None:
        return steps
    windows = OriginWindows(attempt.training, attempt.weights, plan)
    possible = steps_within(_TRAINED * seconds, plan, windows, threads=task.options.threads)
    return min(steps, possible)


@dataclass(slots=True)
class _Trials:
    """Short runs, the same for everything that is tried."""

    task: Task
    steps: int
    seconds: float | None
    count: int
    trying: Trying | None
    done: list[Trial] = field(default_factory=list)

    def score(self, what: str, attempt: Attempt) -> float:
        """Returns the error of a short training; infinite if it diverges."""
        began = perf_counter()
        score = self._run(attempt)
        self.done.append(Trial(what, score, perf_counter() - began))
        return score

    def _run(self, attempt: Attempt) -> float:
        plan = replace(attempt.plan, steps=self.steps)
        windows = OriginWindows(attempt.training, attempt.weights, plan)
        settings = RunSettings(
            threads=self.task.options.threads,
            seconds=None if self.seconds is None else _TRAINED * self.seconds,
            progress=told_of(self.trying, len(self.done), self.count)(self.steps),
        )
        run = Run(plan, windows, lambda network: 0.0, settings)
        try:
            run.go()
        except DivergenceError:
            return inf
        most = _MOST_VALUES if self.seconds is None else _FEW_VALUES
        return rolling_error([run.network], self.task, attempt, most_values=most)


def rolling_error(
    networks: Sequence[Network], task: Task, attempt: Attempt, *, most_values: int = _MOST_VALUES
) -> float:
    """Returns the mean weighted error on the validation part, which is comparable between framings."""
    horizon = attempt.framing.horizon
    origins = validation_origins(task.parts, most=max(1, most_values // horizon))
    spread = forecast_together(networks, attempt.whole, origins, context=context_of(attempt.plan))
    truth_MK = truths(task.parts.series, origins, horizon)
    middle = spread.values_MKQ.shape[2] // 2
    error_MK = np.abs(spread.values_MKQ[..., middle] - truth_MK)
    weight_M = attempt.weights.of_series(origins.series_M)
    known_MK = np.isfinite(error_MK)
    return float((np.where(known_MK, error_MK, 0.0) * weight_M[:, None]).sum() / max(1, int(known_MK.sum())))
