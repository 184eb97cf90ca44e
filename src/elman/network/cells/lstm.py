"""The long short-term memory."""

from __future__ import annotations

from typing import final

import numpy as np

from elman.arrays import Array
from elman.network.cells.cell import Cell, CellState, sigmoid


@final
class LSTM(Cell):
    """Long short-term memory with a forget gate, without peepholes.

    i = sigmoid(a_i + u_i)    f = sigmoid(a_f + u_f)    g = tanh(a_g + u_g)    o = sigmoid(a_o + u_o)
    c' = f * c + i * g        h' = o * tanh(c')

    Shapes: a_BGH = x W^T + b, u_BGH = h U^T + c, gates G = (i, f, g, o), states h_BH and c_BH.
    Reference: Hochreiter and Schmidhuber 1997, Neural Computation 9(8); forget gate of Gers et al.
    2000, Neural Computation 12(10); as torch.nn.LSTM.
    """

    gates = ("i", "f", "g", "o")
    states = ("h", "c")

    def forward(self, a_BGH: Array, u_BGH: Array, state: CellState) -> tuple[CellState, CellState]:
        """`c' = f c + i g`, then `h' = o tanh(c')`."""
        _, c_before_BH = state
        i_BH = sigmoid(a_BGH[:, 0] + u_BGH[:, 0])
        f_BH = sigmoid(a_BGH[:, 1] + u_BGH[:, 1])
        g_BH = np.tanh(a_BGH[:, 2] + u_BGH[:, 2])
        o_BH = sigmoid(a_BGH[:, 3] + u_BGH[:, 3])
        c_BH = f_BH * c_before_BH + i_BH * g_BH
        tanh_c_BH = np.tanh(c_BH)
        return (o_BH * tanh_c_BH, c_BH), (i_BH, f_BH, g_BH, o_BH, tanh_c_BH, c_before_BH)

    def backward(self, d_state: CellState, saved: CellState) -> tuple[Array, Array, CellState]:
        """Every gate sees the sum a + u, so both products have one gradient."""
        d_h_BH, d_c_BH = d_state
        i_BH, f_BH, g_BH, o_BH, tanh_c_BH, c_before_BH = saved
        # h' = o tanh(c'):  d_o = d_h' tanh(c'),  sigmoid' = o (1 - o)
        d_a_o_BH = d_h_BH * tanh_c_BH * o_BH * (1.0 - o_BH)
        # c' reaches the loss by itself and through h':  d_c' += d_h' o (1 - tanh(c')^2)
        d_c_BH = d_c_BH + d_h_BH * o_BH * (1.0 - tanh_c_BH * tanh_c_BH)
        # c' = f c + i g:  d_i = d_c' g,  d_f = d_c' c,  d_g = d_c' i
        d_a_i_BH = d_c_BH * g_BH * i_BH * (1.0 - i_BH)
        d_a_f_BH = d_c_BH * c_before_BH * f_BH * (1.0 - f_BH)
        d_a_g_BH = d_c_BH * i_BH * (1.0 - g_BH * g_BH)
        d_a_BGH = np.stack([d_a_i_BH, d_a_f_BH, d_a_g_BH, d_a_o_BH], axis=1)
        # h enters through u alone:  d_h = 0;  d_c = d_c' f
        return d_a_BGH, d_a_BGH, (np.zeros_like(d_h_BH), d_c_BH * f_BH)

    @property
    def gate_ranges(self) -> tuple[tuple[float, float], ...]:
        """Sigmoids and a hyperbolic tangent."""
        return ((0.0, 1.0), (0.0, 1.0), (-1.0, 1.0), (0.0, 1.0))

    @property
    def biased_gate(self) -> str | None:
        """The forget gate. Reference: Jozefowicz et al. 2015, ICML."""
        return "f"


CELL = LSTM()
"""The one there is."""
