"""The formats' own arithmetic in float32, written from their published definitions: it proves a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

from elman.arrays import Array

State: TypeAlias = tuple[Array, ...]
Step: TypeAlias = Callable[[Array, State], State]
"""A layer's state after a row of its inputs; the first array of a state is the layer's output."""


@dataclass(frozen=True, slots=True)
class AudioRunner:
    """A stack of layers with a linear one on top."""

    steps: Sequence[Step]
    """Of each layer."""
    starts: Sequence[State]
    """The state of each layer before the first row."""
    w_out_OH: Array
    """Of the linear layer, float32."""
    b_out_O: Array
    """Of the linear layer, float32."""

    def run(self, x_TF: Array, state: Any) -> tuple[Array, Any]:
        """As `Runner.run`."""
        states = list(self.starts if state is None else state)
        rows = [self._row(x_F, states) for x_F in np.asarray(x_TF, np.float32)]
        return np.array(rows, np.float32).reshape(len(x_TF), -1), states

    def _row(self, value_F: Array, states: list[State]) -> Array:
        for number, step in enumerate(self.steps):
            states[number] = step(value_F, states[number])
            value_F = states[number][0]
        return np.asarray(self.w_out_OH @ value_F + self.b_out_O)


def sigmoid(x: Array) -> Array:
    """The logistic function."""
    return np.asarray(np.float32(1) / (np.float32(1) + np.exp(-x)))
