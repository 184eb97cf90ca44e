"""Elman's simple recurrent network."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import final

import numpy as np

from elman.arrays import Array
from elman.network.cells.cell import Cell, CellState


@final
@dataclass(frozen=True, slots=True)
class Activation:
    """A function with its derivative, which is written in terms of the function's own value."""

    function: Callable[[Array], Array]
    """y = f(x)."""
    derivative: Callable[[Array], Array]
    """f'(x) as a function of y = f(x)."""
    ends: tuple[float, float] = (-math.inf, math.inf)
    """The least and the greatest value."""


tanh = Activation(function=np.tanh, derivative=lambda y: 1.0 - y * y, ends=(-1.0, 1.0))
"""Hyperbolic tangent; f' = 1 - y^2."""

relu = Activation(
    function=lambda x: np.maximum(x, 0.0),
    derivative=lambda y: np.where(y > 0.0, 1.0, 0.0),
    ends=(0.0, math.inf),
)
"""The positive part; f' = 1 where y > 0, and 0 at 0 as in PyTorch."""


@final
class RNN(Cell):
    """Elman's recurrent unit, the one that gave this package its name.

    h' = f(a + u)    with f = tanh or relu

    Shapes: a_BGH = x W^T + b, u_BGH = h U^T + c, one gate G = (h), state h_BH.
    Reference: Elman 1990, Cognitive Science 14(2); as torch.nn.RNN.
    """

    gates = ("h",)
    states = ("h",)

    def __init__(self, activation: Activation) -> None:
        self._activation = activation

    def forward(self, a_BGH: Array, u_BGH: Array, state: CellState) -> tuple[CellState, CellState]:
        """`h' = f(a + u)`."""
        h_BH = self._activation.function(a_BGH[:, 0] + u_BGH[:, 0])
        return (h_BH,), (h_BH,)

    def backward(self, d_state: CellState, saved: CellState) -> tuple[Array, Array, CellState]:
        """Both products enter as a sum, so they have one gradient; h itself enters through u alone."""
        (d_h_BH,), (h_BH,) = d_state, saved
        # d_a = d_u = d_h' f'(a + u)
        d_a_BGH = (d_h_BH * self._activation.derivative(h_BH))[:, np.newaxis]
        return d_a_BGH, d_a_BGH, (np.zeros_like(h_BH),)

    @property
    def gate_ranges(self) -> tuple[tuple[float, float], ...]:
        """That of the activation."""
        return (self._activation.ends,)


TANH, RELU = RNN(tanh), RNN(relu)
"""The two there are."""
