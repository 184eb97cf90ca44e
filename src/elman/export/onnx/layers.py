"""A stack of recurrent layers as ONNX operators, whose gates stand in another order than PyTorch's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.export.exportable import Exportable
from elman.export.onnx.nodes import Nodes


@dataclass(frozen=True, kw_only=True, slots=True)
class Operator:
    """What ONNX calls a cell, and how it orders the gates."""

    name: str
    """The operator."""
    gates: tuple[str, ...]
    """Names of the gates in the operator's order, as the cell names them."""
    attributes: Mapping[str, Any] = field(default_factory=dict)
    """Beside `hidden_size`."""


OPERATORS: Mapping[str, Operator] = {
    # linear_before_reset: the reset gate is applied after the recurrent product.
    "gru": Operator(name="GRU", gates=("z", "r", "n"), attributes={"linear_before_reset": 1}),
    "lstm": Operator(name="LSTM", gates=("i", "o", "f", "g")),
    "rnn": Operator(name="RNN", gates=("h",), attributes={"activations": ["Tanh"]}),
    "rnn_relu": Operator(name="RNN", gates=("h",), attributes={"activations": ["Relu"]}),
}
"""By the cell's name; the orders are in ONNX's description of each operator."""


def add_layers(nodes: Nodes, x_TBF: str, exportable: Exportable) -> str:
    """The layers, from `state_in_*` to `state_out_*`: returns the last one's output, `(T, B, H)`."""
    spec = exportable.spec
    states = spec.cell_definition.states
    axis = nodes.constant("direction_axis", np.array([1], np.int64))
    for state in states:
        parts = [f"{state}_in_l{layer}" for layer in range(spec.num_layers)]
        nodes.add_many("Split", [f"state_in_{state}"], parts, axis=0)
    for layer in range(spec.num_layers):
        x_TBF = _add_layer(nodes, x_TBF, exportable, layer, axis)
    for state in states:
        parts = [f"{state}_out_l{layer}" for layer in range(spec.num_layers)]
        nodes.add("Concat", parts, f"state_out_{state}", axis=0)
    return x_TBF


def _add_layer(nodes: Nodes, x_TBF: str, exportable: Exportable, layer: int, axis: str) -> str:
    spec, parameters = exportable.spec, exportable.parameters
    operator, cell = OPERATORS[spec.cell], spec.cell_definition

    def ordered(kind: str) -> Array:
        rows_GH = parameters[f"rnn.{kind}_l{layer}"]
        gates = np.split(rows_GH, len(cell.gates))
        return np.concatenate([gates[cell.gates.index(gate)] for gate in operator.gates])[np.newaxis]

    bias = np.concatenate([ordered("bias_ih"), ordered("bias_hh")], axis=1)
    inputs = [
        x_TBF,
        nodes.constant(f"weight_ih_l{layer}", ordered("weight_ih")),
        nodes.constant(f"weight_hh_l{layer}", ordered("weight_hh")),
        nodes.constant(f"bias_l{layer}", bias),
        "",  # every sequence of a batch is as long as the others
        *(f"{state}_in_l{layer}" for state in cell.states),
    ]
    outputs = [f"y_l{layer}", *(f"{state}_out_l{layer}" for state in cell.states)]
    nodes.add_many(operator.name, inputs, outputs, hidden_size=spec.hidden_size, **dict(operator.attributes))
    return nodes.add("Squeeze", [outputs[0], axis], f"h_l{layer}")
