"""The finish of a run: L-BFGS from the best weights, for as long as validation gains from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from elman.training.second_order.lbfgs import Lbfgs, LbfgsState
from elman.training.second_order.objective import Objective

EVERY = 10
"""Iterations between two validation scores: a score costs about as much as one iteration."""
_PATIENCE = 50
"""Iterations without a better score after which the finish ends, at least. On the cascaded tanks (820 rows)
every score after the first is worse; on Silverbox (52,000 rows) scores fall beyond iteration 1,000."""
_PATIENCE_SHARE = 0.25
"""The same as a share of the iterations so far."""


@dataclass(slots=True)
class FinishState:
    """Where a finish stands between two iterations."""

    minimum: LbfgsState
    """Of the loss over the training part."""
    iterations: int = 0
    """Steps of L-BFGS taken."""
    best: int = 0
    """The iteration with the best validation score; 0: the weights that the finish began with."""

    @property
    def stalled(self) -> bool:
        """Whether nothing better has come for so long that nothing will."""
        waited = self.iterations - self.best
        return self.minimum.stuck or waited >= max(_PATIENCE, _PATIENCE_SHARE * self.iterations)


class Finish:
    """Takes a network from the weights that Adam left to the floor of its valley.

    Adam's last weights differ from the minimum nearby in directions of little curvature. What is learned
    in these directions holds beyond the training range too. The validation score says when to stop.
    """

    def __init__(
        self,
        objective: Objective,
        score: Callable[[], float],
        *,
        iterations: int,
        seconds: float | None = None,
    ) -> None:
        """Takes the parts.

        Args:
            objective: the loss over the training part.
            score: of the network as the objective left it, on the validation part; lower is better.
            iterations: the most to take.
            seconds: time to be ready in; None: as long as the iterations take.
        """
        self._objective = objective
        self._score = score
        self._iterations = iterations
        self._seconds = seconds
        self._lbfgs = Lbfgs(objective)

    def start(self) -> FinishState:
        """From the network's weights."""
        return FinishState(self._lbfgs.start(self._objective.parameters()))

    def go(
        self,
        state: FinishState,
        best_score: float,
        better: Callable[[float], None],
        after: Callable[[], None],
    ) -> None:
        """Iterates until validation stalls, or the iterations or the time are over.

        Args:
            state: where to go on from; it is changed in place.
            best_score: the score to beat.
            better: is called with every better score, while the network has its weights.
            after: is called after every iteration.
        """
        began = perf_counter()
        while state.iterations < self._iterations and not state.stalled:
            self._lbfgs.step(state.minimum)
            state.iterations += 1
            if state.iterations % EVERY == 0 or state.minimum.stuck:
                self._objective.load(state.minimum.parameters_P)
                score = self._score()
                if score < best_score:
                    best_score, state.best = score, state.iterations
                    better(score)
            after()
            if self._seconds is not None and perf_counter() - began > self._seconds:
                break


def finite(state: LbfgsState) -> bool:
    """Whether a finish can begin: the loss and its gradient are numbers."""
    return bool(np.isfinite(state.loss) and np.isfinite(state.gradient_P).all())
