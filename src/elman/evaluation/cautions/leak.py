"""An input that gives the target away."""

from __future__ import annotations

from elman.arrays import Array
from elman.evaluation.cautions.evidence import Evidence, rows_with_neighbours, squared_correlation

_MOST_STEPS = 20
_MOST_ROWS = 20_000
# Variance left over in the values, and in the steps from row to row. In the values alone any two slow
# signals agree; a copy agrees in every small step too, the noise included. A copy that was rounded
# or turned into another unit keeps the first limit; one of the future must be exact, since a slow
# system that lags behind its input looks much like a shifted one.
_SAME_STEP = (1e-4, 1e-2)
_LATER_STEP = (1e-6, 1e-6)


def warn_of_leak(evidence: Evidence) -> list[str]:
    """Warns of an input that is, up to a factor and an offset, the target of its own or a later step.

    Past targets as inputs are fair, and are not warned of.
    """
    sentences = []
    for f, input_name in enumerate(evidence.input_names):
        for o, target_name in enumerate(evidence.target_names):
            found = _find(evidence.x_NF[:, f], evidence.truth_NO[:, o], evidence.lengths)
            if found is not None:
                sentences.append(_describe(input_name, target_name, *found))
    return sentences


def _find(x_N: Array, y_N: Array, lengths: tuple[int, ...]) -> tuple[int, float] | None:
    """The first shift at which the input is the target, and r^2 there."""
    for shift in range(_MOST_STEPS + 1):
        rows_N = rows_with_neighbours(lengths, 1, shift, limit=_MOST_ROWS)
        values = squared_correlation(x_N[rows_N], y_N[rows_N + shift])
        in_values, in_steps = _LATER_STEP if shift else _SAME_STEP
        if values is None or 1 - values > in_values:
            continue
        x_step_N = x_N[rows_N].astype(float) - x_N[rows_N - 1]
        y_step_N = y_N[rows_N + shift].astype(float) - y_N[rows_N + shift - 1]
        steps = squared_correlation(x_step_N, y_step_N)
        if steps is not None and 1 - steps <= in_steps:
            return shift, values
    return None


def _describe(input_name: str, target_name: str, shift: int, match: float) -> str:
    if shift == 0:
        return (
            f"The input {input_name!r} is the target {target_name!r} of the same step, up to a factor and an "
            f"offset (r2 {match:.6f}): if it was made from the target, the score means nothing."
        )
    ahead = "1 step" if shift == 1 else f"{shift} steps"
    return (
        f"The input {input_name!r} is the target {target_name!r} of {ahead} later, up to a factor and an "
        f"offset (r2 {match:.6f}): either the system is a pure delay, or the future leaks into the input."
    )
