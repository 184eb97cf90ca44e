"""How much of the differences between trials each option explains by itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from elman.arrays import Array

_GROUPS = 3
"""Of an option with an order: low, middle, high. Few trials fill no more."""


def find_importance(options: Sequence[Mapping[str, Any]], scores: Sequence[float]) -> dict[str, float]:
    """The share of the variance of the scores' ranks that lies between groups of an option's values.

    It is the squared correlation ratio, less what as many groups explain by chance (Kelley's epsilon
    squared), and at least 0. Options explain together more than their sum where they act together.

    Args:
        options: of each trial.
        scores: of each trial after the same share of its steps; infinite for a failure.
    """
    rank_N = np.argsort(np.argsort(scores, kind="stable"), kind="stable").astype(np.float64)
    names = dict.fromkeys(name for tried in options for name in tried)
    shares = {name: _explained([tried.get(name) for tried in options], rank_N) for name in names}
    return dict(sorted(shares.items(), key=lambda item: -item[1]))


def _explained(values: Sequence[Any], rank_N: Array) -> float:
    group_N = _groups(values)
    count, groups = len(rank_N), len(np.unique(group_N))
    total = float(((rank_N - rank_N.mean()) ** 2).sum())
    if groups < 2 or count <= groups or total == 0.0:
        return 0.0
    within = sum(
        float(((part_N - part_N.mean()) ** 2).sum())
        for part_N in (rank_N[group_N == group] for group in np.unique(group_N))
    )
    return max(0.0, 1.0 - (within / (count - groups)) / (total / (count - 1)))


def _groups(values: Sequence[Any]) -> Array:
    if any(isinstance(value, str) for value in values) or len(set(values)) <= _GROUPS:
        known = list(dict.fromkeys(values))
        return np.array([known.index(value) for value in values])
    ends = np.quantile(np.array(values, np.float64), np.arange(1, _GROUPS) / _GROUPS)
    return np.searchsorted(ends, np.array(values, np.float64), side="right")
