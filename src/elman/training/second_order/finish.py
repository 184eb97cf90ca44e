"""The finish of a run: L-BFGS from the best weights, for as long as validation gains from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from time import perf_counter

from elman.arrays import Array
from elman.training.second_order.lbfgs import Lbfgs
from elman.training.second_order.objective import Objective

_EVERY = 10
"""Iterations between two validation scores: a score costs about as much as one iteration."""
_PATIENCE = 50
"""Iterations without a better score after which the finish ends, at least. On the cascaded tanks (820 rows)
every score after the first is worse; on Silverbox (52,000 rows) scores fall beyond iteration 1,000."""
_PATIENCE_SHARE = 0.25
"""The same as a share of the iterations so far."""
_LATE_SHARE = 0.75
"""The last quarter of the iterations must have gained what is asked for."""
_EARLIEST = 200
"""Iterations before that is asked: a quarter of fewer has few scores."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """How far a finish may go."""

    iterations: int
    """The most to take."""
    seconds: float | None = None
    """Time to be ready in; None: as long as it takes."""
    noise: float = 0.0
    """Share of the loss that may be rounding."""
    patience: int = _PATIENCE
    """Iterations without a better score after which the finish ends, at least."""
    least_gain: float = 0.0
    """Share of the score that the last quarter of the iterations must have gained; if it has not, there are
    better uses of the time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finished:
    """What a finish found."""

    score: float
    """The best validation score; where nothing was better, that of the start."""
    parameters_P: Array | None = None
    """The parameters with that score; None: nothing was better than the start."""
    best: int = 0
    """Iterations before them."""
    iterations: int = 0
    """Iterations in all."""
    interrupted: bool = False
    """Whether Ctrl-C ended it."""
    scores: tuple[float, ...] = ()
    """The best score so far, every ten iterations."""

    def describe(self) -> str:
        """One sentence for the user."""
        if self.parameters_P is None:
            return f"finish: {self.iterations} iterations of L-BFGS gave no better validation score"
        return (
            f"finish: {self.iterations} iterations of L-BFGS, the best validation score ({self.score:.4g}) "
            f"after {self.best}"
        )


def finish(
    objective: Objective,
    score: Callable[[], float],
    start: float,
    limits: Limits,
    progress: Callable[[Finished], None] | None = None,
) -> Finished:
    """Takes a network from the weights that Adam left to the floor of its valley.

    Adam's last weights differ from the minimum nearby in directions of little curvature. What is learned in
    these directions holds beyond the training range too. The validation score says when to stop.

    Args:
        objective: the loss over the training part; its network has the weights to start from, and is left
            with some others.
        score: of the objective's network on the validation part; lower is better.
        start: that score at the start.
        limits: when it ends at the latest.
        progress: is told after every iteration.
    """
    began, lbfgs = perf_counter(), Lbfgs(objective, noise=limits.noise)
    found = Finished(score=start)
    try:
        state = lbfgs.start(objective.parameters())
        while _goes_on(found, limits) and not state.stuck:
            lbfgs.step(state)
            found = replace(found, iterations=found.iterations + 1)
            if found.iterations % _EVERY == 0 or state.stuck:
                objective.load(state.parameters_P)
                found = _with_score(found, score(), state.parameters_P)
            if progress is not None:
                progress(found)
            if limits.seconds is not None and perf_counter() - began > limits.seconds:
                break
    except KeyboardInterrupt:
        found = replace(found, interrupted=True)
    return found


def _with_score(found: Finished, own: float, parameters_P: Array) -> Finished:
    """With another score, whose parameters are kept where it is the best."""
    if own < found.score:
        found = replace(found, score=own, parameters_P=parameters_P, best=found.iterations)
    return replace(found, scores=(*found.scores, found.score))


def _goes_on(found: Finished, limits: Limits) -> bool:
    """Whether there are iterations left, and scores still fall enough to be worth the time."""
    if found.iterations >= limits.iterations:
        return False
    if found.iterations - found.best >= max(limits.patience, _PATIENCE_SHARE * found.iterations):
        return False
    if limits.least_gain == 0.0 or found.iterations < max(_EARLIEST, 2 * limits.patience):
        return True
    before = found.scores[int(_LATE_SHARE * len(found.scores)) - 1]
    return found.score <= (1.0 - limits.least_gain) * before
