"""The layers on top of each other, with dropout between them and the linear head on top."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.engines.reference.layer import LayerRun, layer_gradients, run_layer
from elman.network import Parameters, parameter_shapes
from elman.network.cells.cell import Cell
from elman.network.spec import NetworkSpec


@dataclass(frozen=True, kw_only=True, slots=True)
class StackRun:
    """What the network did with one window, and what its gradient needs of it."""

    prediction_BTO: Array
    """What the linear head wrote."""
    values_SLBH: Array
    """The state after the window."""
    layers: list[LayerRun]
    """What every layer did, from the lowest."""
    masks: list[Array]
    """The factors on the outputs of every layer but the last; empty: no dropout."""


def run_stack(
    cell: Cell, parameters: Parameters, x_BTF: Array, values_SLBH: Array, masks: list[Array]
) -> StackRun:
    """Runs all layers and the head over a window: prediction = h out.weight^T + out.bias."""
    layers: list[LayerRun] = []
    signal_BTH = x_BTF
    for layer in range(values_SLBH.shape[1]):
        run = run_layer(cell, parameters, layer, signal_BTH, tuple(values_SLBH[:, layer]))
        layers.append(run)
        signal_BTH = run.h_BTH * masks[layer] if layer < len(masks) else run.h_BTH
    after = np.stack([np.stack(run.states[-1]) for run in layers], axis=1)
    prediction_BTO = signal_BTH @ parameters["out.weight"].T + parameters["out.bias"]
    return StackRun(prediction_BTO=prediction_BTO, values_SLBH=after, layers=layers, masks=masks)


def stack_gradients(
    spec: NetworkSpec, cell: Cell, parameters: Parameters, run: StackRun, d_prediction_BTO: Array
) -> Parameters:
    """The gradient of every parameter, in PyTorch's order."""
    # prediction = h W^T + b:  d_W = d^T h,  d_b = sum d,  d_h = d W
    gradients: Parameters = {
        "out.weight": np.einsum("bto,bth->oh", d_prediction_BTO, run.layers[-1].h_BTH),
        "out.bias": d_prediction_BTO.sum(axis=(0, 1)),
    }
    d_h_BTH = d_prediction_BTO @ parameters["out.weight"]
    for layer in reversed(range(len(run.layers))):
        of_layer, d_x_BTF = layer_gradients(cell, parameters, layer, run.layers[layer], d_h_BTH)
        gradients.update(of_layer)
        # x = mask h of the layer below:  d_h = mask d_x
        d_h_BTH = d_x_BTF * run.masks[layer - 1] if 0 < layer <= len(run.masks) else d_x_BTF
    return {name: gradients[name] for name in parameter_shapes(spec)}
