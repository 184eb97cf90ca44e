"""The gated recurrent unit."""

from __future__ import annotations

from typing import final

import numpy as np

from elman.arrays import Array
from elman.network.cells.cell import Cell, CellState, sigmoid


@final
class GRU(Cell):
    """Gated recurrent unit, reset gate applied after the recurrent product.

    r = sigmoid(a_r + u_r)    z = sigmoid(a_z + u_z)    n = tanh(a_n + r * u_n)
    h' = n + z * (h - n)

    Shapes: a_BGH = x W^T + b, u_BGH = h U^T + c, gates G = (r, z, n), state h_BH.
    Reference: Cho et al. 2014, arXiv:1406.1078; reset placed as in torch.nn.GRU.
    """

    gates = ("r", "z", "n")
    states = ("h",)

    def forward(self, a_BGH: Array, u_BGH: Array, state: CellState) -> tuple[CellState, CellState]:
        """`h' = n + z (h - n)`."""
        (h_BH,) = state
        r_BH = sigmoid(a_BGH[:, 0] + u_BGH[:, 0])
        z_BH = sigmoid(a_BGH[:, 1] + u_BGH[:, 1])
        n_BH = np.tanh(a_BGH[:, 2] + r_BH * u_BGH[:, 2])
        return (n_BH + z_BH * (h_BH - n_BH),), (r_BH, z_BH, n_BH, u_BGH[:, 2], h_BH)

    def backward(self, d_state: CellState, saved: CellState) -> tuple[Array, Array, CellState]:
        """The reset gate scales u_n alone: a_n and u_n have gradients of their own."""
        (d_h_BH,) = d_state
        r_BH, z_BH, n_BH, u_n_BH, h_BH = saved
        # h' = n + z (h - n):  d_n = d_h' (1 - z),  tanh' = 1 - n^2
        d_a_n_BH = d_h_BH * (1.0 - z_BH) * (1.0 - n_BH * n_BH)
        # d_z = d_h' (h - n),  sigmoid' = z (1 - z)
        d_a_z_BH = d_h_BH * (h_BH - n_BH) * z_BH * (1.0 - z_BH)
        # n = tanh(a_n + r u_n):  d_r = d_a_n u_n,  sigmoid' = r (1 - r)
        d_a_r_BH = d_a_n_BH * u_n_BH * r_BH * (1.0 - r_BH)
        # d_u_n = d_a_n r; the other two gates see the sum a + u
        d_a_BGH = np.stack([d_a_r_BH, d_a_z_BH, d_a_n_BH], axis=1)
        d_u_BGH = np.stack([d_a_r_BH, d_a_z_BH, d_a_n_BH * r_BH], axis=1)
        # d_h = d_h' z
        return d_a_BGH, d_u_BGH, (d_h_BH * z_BH,)

    @property
    def gate_ranges(self) -> tuple[tuple[float, float], ...]:
        """Sigmoids and a hyperbolic tangent."""
        return ((0.0, 1.0), (0.0, 1.0), (-1.0, 1.0))


CELL = GRU()
"""The one there is."""
