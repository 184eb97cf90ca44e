"""Inputs and targets as an engine takes them, scaled and complete: whole sequences, and windows of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

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


class Window(NamedTuple):
    """A piece of one or more sequences, side by side in the batch, and what it follows."""

    x_BTF: Array
    """Inputs, float32."""
    y_BTO: Array
    """Targets, float32; NaN where the weight is 0."""
    weight_BTO: Array | None = None
    """Weight of every target in the loss; None: every target counts 1."""
    carries_state: bool = True
    """Whether the state of the window before it is carried in; False starts from zeros."""
