"""One recurrent layer over time: the loop that every cell shares, forwards and backwards."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.network import Parameters
from elman.network.cells.cell import Cell, CellState


@dataclass(frozen=True, kw_only=True, slots=True)
class LayerRun:
    """What one layer did with one window, and what its gradient needs of it."""

    x_BTF: Array
    """What the layer saw."""
    h_BTH: Array
    """What it put out."""
    states: list[CellState]
    """The state before every step, and at the end the one after the last."""
    saved: list[CellState]
    """What the cell kept of every step."""


def run_layer(cell: Cell, parameters: Parameters, layer: int, x_BTF: Array, state: CellState) -> LayerRun:
    """Runs layer number `layer` over a window.

    a = x W_ih^T + b_ih,    u = h W_hh^T + b_hh,    state' = cell(a, u, state)
    """
    w_ih, w_hh, b_ih, b_hh = _of_layer(parameters, layer)
    gate_shape = (x_BTF.shape[0], len(cell.gates), w_hh.shape[1])
    states, saved = [state], []
    for t in range(x_BTF.shape[1]):
        a_BGH = (x_BTF[:, t] @ w_ih.T + b_ih).reshape(gate_shape)
        u_BGH = (states[-1][0] @ w_hh.T + b_hh).reshape(gate_shape)
        after, kept = cell.forward(a_BGH, u_BGH, states[-1])
        states.append(after)
        saved.append(kept)
    h_BTH = np.stack([after[0] for after in states[1:]], axis=1)
    return LayerRun(x_BTF=x_BTF, h_BTH=h_BTH, states=states, saved=saved)


def layer_gradients(
    cell: Cell, parameters: Parameters, layer: int, run: LayerRun, d_h_BTH: Array
) -> tuple[Parameters, Array]:
    """Back-propagation through time, cut off at the window's start.

    Args:
        cell: the cell that ran.
        parameters: of the network.
        layer: the layer's number, from 0.
        run: what it did.
        d_h_BTH: gradient of the loss by the layer's outputs.

    Returns:
        The gradient of the layer's four parameters, and `d_x_BTF` for the layer below.
    """
    w_ih, w_hh, b_ih, b_hh = _of_layer(parameters, layer)
    d_w_ih, d_w_hh, d_b_ih, d_b_hh = (np.zeros_like(array) for array in (w_ih, w_hh, b_ih, b_hh))
    d_x_BTF = np.zeros_like(run.x_BTF)
    d_state = tuple(np.zeros_like(array) for array in run.states[0])
    for t in reversed(range(run.x_BTF.shape[1])):
        # h_t is an output, and the state of the next step.
        d_state = (d_state[0] + d_h_BTH[:, t], *d_state[1:])
        d_a_BGH, d_u_BGH, d_state = cell.backward(d_state, run.saved[t])
        d_a = d_a_BGH.reshape(len(d_a_BGH), -1)
        d_u = d_u_BGH.reshape(len(d_u_BGH), -1)
        # a = x W_ih^T + b_ih:  d_W_ih = d_a^T x,  d_b_ih = sum d_a,  d_x = d_a W_ih
        d_w_ih += d_a.T @ run.x_BTF[:, t]
        d_b_ih += d_a.sum(axis=0)
        d_x_BTF[:, t] = d_a @ w_ih
        # u = h W_hh^T + b_hh:  the same; d_h joins what the cell passed on directly
        d_w_hh += d_u.T @ run.states[t][0]
        d_b_hh += d_u.sum(axis=0)
        d_state = (d_state[0] + d_u @ w_hh, *d_state[1:])
    gradients = dict(zip(_names(layer), (d_w_ih, d_w_hh, d_b_ih, d_b_hh), strict=True))
    return gradients, d_x_BTF


def _names(layer: int) -> tuple[str, str, str, str]:
    return (
        f"rnn.weight_ih_l{layer}",
        f"rnn.weight_hh_l{layer}",
        f"rnn.bias_ih_l{layer}",
        f"rnn.bias_hh_l{layer}",
    )


def _of_layer(parameters: Parameters, layer: int) -> tuple[Array, Array, Array, Array]:
    w_ih, w_hh, b_ih, b_hh = (parameters[name] for name in _names(layer))
    return w_ih, w_hh, b_ih, b_hh
