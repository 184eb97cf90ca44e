"""When a run diverges: how it is noticed, and the smaller step it goes on with."""

from __future__ import annotations

from statistics import median

from elman.errors import DivergenceError
from elman.training.history import History

_BLOCK = 20
_PAST = 500
_TIMES_THE_MEDIAN = 10.0
MOST_RECOVERIES = 8
STEP_FACTOR = 0.5
"""What the learning rate is multiplied by at each recovery."""


def check_losses(history: History) -> None:
    """Looks, every 20 windows, whether the loss has exploded.

    It has if each of the last 20 losses is above ten times the median of the 500 before them, and above
    each of the run's first 20: a loud passage alone does not bring back what the network had at the
    start. This depends on the losses alone, so a resumed run judges as the
    uninterrupted one did.

    Raises:
        DivergenceError: it has.
    """
    losses = history.losses
    if len(losses) % _BLOCK or len(losses) < 3 * _BLOCK:
        return
    least = min(losses[-_BLOCK:])
    usual = median(losses[-_PAST - _BLOCK : -_BLOCK])
    first = max(losses[:_BLOCK])
    if least > _TIMES_THE_MEDIAN * usual and least > first:
        raise DivergenceError(
            f"loss must not explode, got {least:.3g} or more in {_BLOCK} steps up to step {len(losses)}, "
            f"after {usual:.3g} before. Lower the learning rate."
        )


def describe_recovery(*, failed_at: int, back_to: int, learning_rate: float) -> str:
    """What the user is told."""
    return (
        f"diverged at step {failed_at}: went back to step {back_to} and on with the learning rate "
        f"{learning_rate:.3g}"
    )
