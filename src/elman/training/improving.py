"""A network that is there already, brought to the floor of its valley over whole sequences.

The state of a slow or integrating system is known from a sequence's first row alone, so nothing is cut
where that can be helped: the gradient goes back to the start, and validation runs through all rows before
the scored ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from elman.arrays import Array
from elman.data import Examples
from elman.engines import Network
from elman.network.losses import Loss
from elman.training.run import Score
from elman.training.second_order import Finished, Limits, Objective, Segments, finish
from elman.training.validation import Parts

_LONGEST = 1 << 17
"""Rows of a segment where the state is never forgotten: the engine keeps every row's state for the
gradient."""
_SHORTER = 1 << 12
_MEMORIES = 4
"""Before a segment: what is left of a start from zeros is e^-4 then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Improving:
    """What stands around the networks that are compared."""

    train: Examples
    """What they learn from."""
    score: Score
    """On the validation part, run from the first row of each sequence."""
    starts: bool
    """Whether the first rows of a sequence are scored."""
    burn_in: int
    """Rows at the start of a sequence that are not scored otherwise."""

    def improve(
        self,
        network: Network,
        limits: Limits,
        *,
        memory: float,
        scale_P: Array | None = None,
        progress: Callable[[Finished], None] | None = None,
    ) -> Finished:
        """Takes L-BFGS steps; the network is left with the parameters of the best score.

        Args:
            network: changed in place.
            limits: when it ends.
            memory: rows after which the slowest of its states have forgotten; infinite for one that never
            does.
            scale_P: how much each parameter moves for a change of order one; None: 1 for each.
            progress: is told after every iteration.
        """
        first = network.parameters()
        objective = Objective(network, self._segments(memory).windows(self.train), scale_P)
        found = finish(objective, lambda: self.score(network), self.score(network), limits, progress)
        if found.parameters_P is None:
            network.load(first)
        else:
            objective.load(found.parameters_P)
        return found

    def _segments(self, memory: float) -> Segments:
        lead = int(min(_MEMORIES * memory, _LONGEST))
        if lead > _SHORTER:
            return Segments(scored=_LONGEST, burn_in=self.burn_in, starts=self.starts, lead=_LONGEST)
        return Segments(
            scored=max(1024, 2 * lead), burn_in=self.burn_in, starts=self.starts, lead=max(lead, self.burn_in)
        )


def score_from_the_start(
    train: Examples, validation: Examples, follows: Sequence[int | None], loss: Loss, *, warm_up: int
) -> Score:
    """The validation score of networks that run through all rows before the scored ones."""
    return Parts.of(train, validation, follows, loss, lead=None, warm_up=warm_up)
