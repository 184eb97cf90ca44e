"""Inputs and targets as an engine takes them: scaled, complete, still one sequence after the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array


@dataclass(frozen=True, kw_only=True, slots=True)
class Examples:
    """What training, prediction and evaluation run on."""

    x_NF: Array
    """Inputs, scaled, float32, finite: missing ones are filled by the policy."""
    y_NO: Array
    """Targets, scaled, float32; NaN where missing (weight 0)."""
    lengths: tuple[int, ...]
    """Rows of each sequence."""

    def __len__(self) -> int:
        """How many sequences."""
        return len(self.lengths)

    def __iter__(self) -> Iterator[tuple[Array, Array]]:
        """Inputs `(T, F)` and targets `(T, O)` of each sequence: views."""
        start = 0
        for length in self.lengths:
            yield self.x_NF[start : start + length], self.y_NO[start : start + length]
            start += length

    @property
    def num_rows(self) -> int:
        """Rows of all sequences together, N."""
        return int(np.sum(self.lengths))
