"""Where the error lives: by the value of an input."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from elman.arrays import Array

_PARTS = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorByRange:
    """RMSE over parts of an input's range, of about as many rows each; fewer parts where values repeat."""

    edges: tuple[float, ...]
    """Of the parts, one more than there are parts."""
    rmse: tuple[float | None, ...]
    """Of each part; None where it has no row."""

    def worst(self) -> tuple[float, float, float] | None:
        """Low end, high end and RMSE of the part with the largest error."""
        known = [(error, place) for place, error in enumerate(self.rmse) if error is not None]
        if not known:
            return None
        error, place = max(known)
        return self.edges[place], self.edges[place + 1], error

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {"edges": list(self.edges), "rmse": list(self.rmse)}


def error_by_range(error_N: Array, x_N: Array) -> ErrorByRange:
    """The error over five parts of the range of an input.

    Args:
        error_N: truth less prediction, NaN where it does not count.
        x_N: the input, NaN where missing.
    """
    known_N = np.isfinite(error_N) & np.isfinite(x_N)
    x_N, square_N = x_N[known_N].astype(np.float64), error_N[known_N].astype(np.float64) ** 2
    if not len(x_N):
        return ErrorByRange(edges=(), rmse=())
    edges = np.unique(np.quantile(x_N, np.linspace(0, 1, _PARTS + 1)))
    if len(edges) < 2:
        edges = np.array([edges[0], edges[0]])
    part_N = np.clip(np.searchsorted(edges, x_N, side="right") - 1, 0, len(edges) - 2)
    count_P = np.bincount(part_N, minlength=len(edges) - 1)
    total_P = np.bincount(part_N, weights=square_N, minlength=len(edges) - 1)
    errors = (
        float(np.sqrt(total / count)) if count else None
        for total, count in zip(total_P, count_P, strict=True)
    )
    return ErrorByRange(edges=tuple(edges.tolist()), rmse=tuple(errors))
