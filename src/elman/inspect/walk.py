"""The way back through time, from many rows at once.

Letters: E rows to start from (ends), M = E * B walks, each from one end of one sequence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.inspect.unrolled import Unrolled
from elman.network.cells.cell import CellState


@dataclass(frozen=True, kw_only=True, slots=True)
class Lag:
    """Derivatives of one number for each walk, k rows before its end."""

    d_values_SLMH: Array
    """By the whole state after row `end - k`: what another state there, alone, would change."""
    d_x_MF: Array
    """By the inputs of row `end - k`."""


def walk_back(unrolled: Unrolled, ends_E: Array, d_prediction_EBO: Array, steps: int) -> Iterator[Lag]:
    """Walks back from each end, for k = 0, 1, ..., steps - 1.

    Args:
        unrolled: the run.
        ends_E: rows, each at least `steps - 1`.
        d_prediction_EBO: derivative of the number by the prediction of the end's row.
        steps: how many.
    """
    saved = unrolled.saved()
    shape = (len(unrolled.cell.states), len(saved), ends_E.size * len(unrolled.x_BTF), -1)
    hidden = unrolled.spec.hidden_size
    d_state_SLMH = np.zeros((*shape[:3], hidden))
    head = unrolled.parameters["out.weight"]
    d_state_SLMH[0, -1] = d_prediction_EBO.reshape(-1, d_prediction_EBO.shape[-1]) @ head
    for k in range(steps):
        at_rows = [tuple(array[ends_E - k].reshape(-1, hidden) for array in layer) for layer in saved]
        before_SLMH, d_x_MF = step_back(unrolled, d_state_SLMH, at_rows)
        yield Lag(d_values_SLMH=d_state_SLMH, d_x_MF=d_x_MF)
        d_state_SLMH = before_SLMH


def step_back(unrolled: Unrolled, d_state_SLMH: Array, saved: list[CellState]) -> tuple[Array, Array]:
    """One row back: from derivatives by the state after it to those by the state before it.

    Args:
        unrolled: whose parameters count.
        d_state_SLMH: by the state after the row.
        saved: of each layer's cell in this row, `(M, H)`.

    Returns:
        The derivatives by the state before the row, and by the row's inputs `(M, F)`.
    """
    before_SLMH = np.empty_like(d_state_SLMH)
    d_below_MH: Array | float = 0.0
    for layer in reversed(range(len(saved))):
        d_h_MH, *others = d_state_SLMH[:, layer]
        # The layer's output of this row is also the input of the layer above.
        d_a_MGH, d_u_MGH, d_before = unrolled.cell.backward((d_h_MH + d_below_MH, *others), saved[layer])
        d_u_MH = d_u_MGH.reshape(len(d_u_MGH), -1)
        w_ih, w_hh = (unrolled.parameters[f"rnn.weight_{kind}_l{layer}"] for kind in ("ih", "hh"))
        before_SLMH[:, layer] = d_before
        before_SLMH[0, layer] += d_u_MH @ w_hh
        d_below_MH = d_a_MGH.reshape(len(d_a_MGH), -1) @ w_ih
    return before_SLMH, np.asarray(d_below_MH)


def spread_ends(num_rows: int, first: int, most: int) -> Array:
    """At most so many rows, evenly spaced from row `first` to the last."""
    return np.unique(np.linspace(first, num_rows - 1, most).round().astype(np.int64))
