"""How evenly times follow each other: this tells the right reading of dates from a wrong one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from elman.arrays import Array


def evenness(moment_N: Array, lengths: Sequence[int]) -> float:
    """From 0 to 1: how full the grid of the commonest step is, in time or in months.

    Args:
        moment_N: datetime64 in microseconds, sequence after sequence.
        lengths: rows of each sequence.
    """
    starts = np.cumsum([0, *lengths])
    pieces = [np.unique(moment_N[start:stop]) for start, stop in pairwise(starts)]
    step_N = np.concatenate([np.diff(piece).astype(np.int64) for piece in pieces])
    if not len(step_N):
        return 0.0
    found = _fullness(step_N)
    days_N = moment_N.astype("M8[D]")
    months_N = days_N.astype("M8[M]")
    if len(np.unique(days_N - months_N.astype("M8[D]"))) == 1:
        steps = [np.diff(piece.astype("M8[M]")).astype(np.int64) for piece in pieces]
        found = max(found, _fullness(np.concatenate(steps)))
    ascending = all(_is_monotonic(moment_N[start:stop]) for start, stop in pairwise(starts))
    return found if ascending else 0.5 * found


def _fullness(step_N: Array) -> float:
    step_N = step_N[step_N > 0]
    if not len(step_N):
        return 0.0
    values, counts = np.unique(step_N, return_counts=True)
    common = int(values[np.argmax(counts)])
    multiples = float(np.mean(step_N % common == 0))
    return multiples * min(1.0, len(step_N) * common / int(step_N.sum()))


def _is_monotonic(moment_N: Array) -> bool:
    step_N = np.diff(moment_N).astype(np.int64)
    return bool((step_N >= 0).all() or (step_N <= 0).all())
