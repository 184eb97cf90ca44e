"""What the cautions look at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array


@dataclass(frozen=True, kw_only=True, slots=True)
class InputRange:
    """The least and the greatest value of every input in the training part."""

    low_F: Array
    """In the table's units."""
    high_F: Array
    """Likewise."""

    @classmethod
    def of(cls, x_NF: Array) -> InputRange:
        """The range of these rows; NaN is left out, and a channel of nothing but NaN has the range NaN."""
        return cls(low_F=np.fmin.reduce(x_NF, axis=0), high_F=np.fmax.reduce(x_NF, axis=0))


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """A prediction with all that it was made of, in the table's units."""

    truth_NO: Array
    """Targets; NaN where missing."""
    prediction_NO: Array
    """What the network said; finite."""
    x_NF: Array
    """Inputs; NaN where missing."""
    lengths: tuple[int, ...]
    """Rows of each sequence."""
    target_names: tuple[str, ...]
    """O names."""
    input_names: tuple[str, ...]
    """F names."""
    training_range: InputRange | None = None
    """What the network has seen; None if that is not known."""
    target_range: InputRange | None = None
    """What the targets were there; None if that is not known."""

    def sequences(self) -> Iterator[slice]:
        """The rows of each sequence."""
        start = 0
        for length in self.lengths:
            yield slice(start, start + length)
            start += length


def rows_with_neighbours(lengths: tuple[int, ...], before: int, after: int, *, limit: int) -> Array:
    """Rows, evenly spaced, that have so many neighbours before and after in their own sequence.

    At most `limit` of them: what a caution looks for shows in any fair sample, and a table of
    millions of rows should not cost more than one of thousands.
    """
    ends = np.cumsum(lengths)
    rows = [np.arange(end - length + before, end - after) for length, end in zip(lengths, ends, strict=True)]
    all_N = np.concatenate([np.empty(0, dtype=np.int64), *rows])
    if len(all_N) <= limit:
        return all_N
    return np.asarray(all_N[np.linspace(0, len(all_N) - 1, limit).astype(np.int64)])


def squared_correlation(a_N: Array, b_N: Array) -> float | None:
    """`r^2` of the rows where both are known; None with fewer than 20, or where one does not move."""
    known_N = np.isfinite(a_N) & np.isfinite(b_N)
    if known_N.sum() < 20:
        return None
    a_N, b_N = a_N[known_N].astype(np.float64), b_N[known_N].astype(np.float64)
    if np.ptp(a_N) == 0 or np.ptp(b_N) == 0:
        return None
    a_N, b_N = a_N - a_N.mean(), b_N - b_N.mean()
    return float((a_N @ b_N) ** 2 / ((a_N @ a_N) * (b_N @ b_N)))
