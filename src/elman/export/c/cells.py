"""The cells in C, by name. To add one: one entry here; the gates' order is that of the cell's definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from elman.export.c.activations import LOGISTIC, TANH


@dataclass(frozen=True, kw_only=True, slots=True)
class CellCode:
    """A cell as C has it: the update of one unit."""

    equations: str
    """Of the update, for the comment above it."""
    activations: tuple[str, ...]
    """The functions it calls."""
    update: str
    """Statements that make `next[unit]`; `a(gate)` and `u(gate)` are in the file as functions."""


_RNN = CellCode(
    equations="h' = tanh(a + u)",
    activations=(TANH,),
    update="""\
        next[unit] = ${name}_tanh(${name}_a(layer, 0, unit, x) + ${name}_u(layer, 0, unit, h));
""",
)

_RNN_RELU = CellCode(
    equations="h' = max(0, a + u)",
    activations=(),
    update="""\
        const float sum = ${name}_a(layer, 0, unit, x) + ${name}_u(layer, 0, unit, h);
        next[unit] = sum < 0.0f ? 0.0f : sum;
""",
)

_GRU = CellCode(
    equations="""\
r = logistic(a_r + u_r), z = logistic(a_z + u_z), n = tanh(a_n + r u_n), h' = n + z (h - n);
   gates 0, 1, 2 are r, z, n""",
    activations=(TANH, LOGISTIC),
    update="""\
        const float r = ${name}_logistic(${name}_a(layer, 0, unit, x) + ${name}_u(layer, 0, unit, h));
        const float z = ${name}_logistic(${name}_a(layer, 1, unit, x) + ${name}_u(layer, 1, unit, h));
        const float n = ${name}_tanh(${name}_a(layer, 2, unit, x) + r * ${name}_u(layer, 2, unit, h));
        next[unit] = n + z * (h[unit] - n);
""",
)

_LSTM = CellCode(
    equations="""\
i, f, o = logistic(a + u), g = tanh(a_g + u_g), c' = f c + i g, h' = o tanh(c');
   gates 0, 1, 2, 3 are i, f, g, o""",
    activations=(TANH, LOGISTIC),
    update="""\
        const float i = ${name}_logistic(${name}_a(layer, 0, unit, x) + ${name}_u(layer, 0, unit, h));
        const float f = ${name}_logistic(${name}_a(layer, 1, unit, x) + ${name}_u(layer, 1, unit, h));
        const float g = ${name}_tanh(${name}_a(layer, 2, unit, x) + ${name}_u(layer, 2, unit, h));
        const float o = ${name}_logistic(${name}_a(layer, 3, unit, x) + ${name}_u(layer, 3, unit, h));
        c[unit] = f * c[unit] + i * g;
        next[unit] = o * ${name}_tanh(c[unit]);
""",
)

CELL_CODES: Mapping[str, CellCode] = {"gru": _GRU, "lstm": _LSTM, "rnn": _RNN, "rnn_relu": _RNN_RELU}
"""Every cell that C can express."""
