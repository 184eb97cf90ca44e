"""What a cell is: the pointwise function between two matrix products."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from typing import ClassVar, TypeAlias

import numpy as np

from elman.arrays import Array

CellState: TypeAlias = tuple[Array, ...]
"""The arrays a cell carries, in the order of `Cell.states`: each `(B, H)`."""


class Cell(ABC):
    """A recurrent cell in float64: the definition that every engine is held to.

    The time loop makes the two products and hands them over gate by gate:

        a_BGH = x_BF W_ih^T + b_ih        u_BGH = h_BH W_hh^T + b_hh

    `gates` gives their order, which is the order of the rows in PyTorch's weights; it is written
    down in the cell's own file and nowhere else.
    """

    gates: ClassVar[tuple[str, ...]]
    """The gates' names, in the order of PyTorch's weight rows."""
    states: ClassVar[tuple[str, ...]]
    """The names of the carried arrays; the first is `h`, the output."""

    @abstractmethod
    def forward(self, a_BGH: Array, u_BGH: Array, state: CellState) -> tuple[CellState, CellState]:
        """One time step: returns the new state, and what `backward` needs of this step."""

    @abstractmethod
    def backward(self, d_state: CellState, saved: CellState) -> tuple[Array, Array, CellState]:
        """The step's gradient: returns `d_a_BGH`, `d_u_BGH` and `d_state` before the step.

        The loss may depend on every array of the new state; the part of `d_h` that flows through
        the recurrent product is the time loop's business and not in the returned `d_state`.
        """

    @property
    def gate_ranges(self) -> tuple[tuple[float, float], ...]:
        """The least and the greatest value of each gate, in order; infinite where it has no end."""
        return ((-math.inf, math.inf),) * len(self.gates)

    def gate_values(self, saved: CellState) -> CellState:
        """What each gate was in a step, in order: the first arrays that `forward` keeps of it."""
        return saved[: len(self.gates)]

    @property
    def biased_gate(self) -> str | None:
        """The gate whose bias starts at 1, so that the memory is long from the start; None: no gate."""
        return None


def sigmoid(x: Array) -> Array:
    """The logistic function of the gates, by the hyperbolic tangent because that overflows nowhere."""
    return 0.5 + 0.5 * np.tanh(0.5 * x)
