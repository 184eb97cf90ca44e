"""The graph: units in, units out, and every state in and out."""

from __future__ import annotations

import json
from importlib.metadata import version

from elman.errors import MissingExtraError

try:
    import onnx
except ImportError as error:
    raise MissingExtraError(
        "onnx must be installed to write ONNX, got no package onnx. Run: pip install onnx"
    ) from error

import numpy as np

from elman.export.exportable import Exportable
from elman.export.onnx.layers import add_layers
from elman.export.onnx.nodes import Nodes
from elman.export.onnx.units import (
    DOUBLE,
    FLOAT,
    add_hold,
    add_loss_of_refused,
    add_refusal,
    add_scaling,
    add_unscaling,
)

OPSET, IR = 13, 7
"""Of 2020: what runtimes since then accept (ONNX Runtime from 1.6)."""


def build_model(exportable: Exportable) -> onnx.ModelProto:
    """The model as ONNX has it."""
    nodes = Nodes()
    refuses = exportable.preparation.missing == "error"
    scaled = add_scaling(nodes, "x", exportable.preparation.input_scaling, rounds=exportable.rounds)
    # The operators run time first; runtimes lack their attribute `layout`, which would have it second.
    x_TBF = nodes.add("Transpose", [scaled], "x_by_time", perm=[1, 0, 2])
    stand_in = add_refusal if refuses else add_hold
    x_TBF = stand_in(nodes, x_TBF, "state_in_held", "state_out_held")
    y_TBO = _add_head(nodes, add_layers(nodes, x_TBF, exportable), exportable)
    if refuses:
        y_TBO = add_loss_of_refused(nodes, y_TBO, x_TBF)
    y_BTO = nodes.add("Transpose", [y_TBO], "y_scaled", perm=[1, 0, 2])
    add_unscaling(nodes, y_BTO, "y", exportable.preparation.target_scaling, rounds=exportable.rounds)
    inputs, outputs = _values(exportable)
    graph = onnx.helper.make_graph(nodes.nodes, "elman", inputs, outputs, initializer=nodes.constants)
    return _describe(graph, exportable)


def to_bytes(model: onnx.ModelProto) -> bytes:
    """The file's content, after onnx's own full check; the same model gives the same bytes."""
    onnx.checker.check_model(model, full_check=True)
    return bytes(model.SerializeToString(deterministic=True))


def _add_head(nodes: Nodes, h_TBH: str, exportable: Exportable) -> str:
    weight_HO = np.ascontiguousarray(exportable.parameters["out.weight"].T)
    product = nodes.add("MatMul", [h_TBH, nodes.constant("out_weight", weight_HO)], "y_product")
    bias = nodes.constant("out_bias", exportable.parameters["out.bias"])
    return nodes.add("Add", [product, bias], "y_by_time")


def _values(exportable: Exportable) -> tuple[list[onnx.ValueInfoProto], list[onnx.ValueInfoProto]]:
    """What goes in and what comes out, each with its shape and a sentence."""
    spec, preparation = exportable.spec, exportable.preparation

    def value(name: str, shape: list[str | int], sentence: str, kind: int = FLOAT) -> onnx.ValueInfoProto:
        return onnx.helper.make_tensor_value_info(name, kind, shape, doc_string=sentence)

    kind = FLOAT if exportable.rounds else DOUBLE
    inputs = [value("x", ["batch", "time", spec.input_size], _of("Inputs", preparation.inputs), kind)]
    outputs = [value("y", ["batch", "time", spec.output_size], _of("Predictions", preparation.targets), kind)]
    shapes: dict[str, list[str | int]] = {
        state: [spec.num_layers, "batch", spec.hidden_size] for state in spec.cell_definition.states
    }
    shapes["held"] = ["batch", spec.input_size]
    for state, shape in shapes.items():
        inputs.append(
            value(f"state_in_{state}", shape, f"Zeros at the start, then the last state_out_{state}.")
        )
        outputs.append(value(f"state_out_{state}", shape, "After the last row."))
    return inputs, outputs


def _of(what: str, names: tuple[str, ...]) -> str:
    return f"{what} in their units, (batch, time, column); columns: {', '.join(names)}."


def _describe(graph: onnx.GraphProto, exportable: Exportable) -> onnx.ModelProto:
    """Adds versions, and what the values mean, once for readers and once for programs."""
    preparation = exportable.preparation
    missing = (
        "every prediction of its sequence is NaN from there on"
        if preparation.missing == "error"
        else "the last known value stands for it, and before the first one the centre of the scaling"
    )
    graph.doc_string = (
        "A sequence in, a sequence out, both in their own units: the scaling is inside. "
        f"A missing input is NaN: {missing}."
    )
    model = onnx.helper.make_model(
        graph,
        producer_name="elman",
        producer_version=version("elman"),
        ir_version=IR,
        opset_imports=[onnx.helper.make_opsetid("", OPSET)],
        doc_string=f"{exportable.name}: exported by elman.",
    )
    properties = {
        "elman_version": version("elman"),
        "network": exportable.fingerprint,
        "cell": exportable.spec.cell,
        "inputs": json.dumps(preparation.inputs),
        "targets": json.dumps(preparation.targets),
        "axes": json.dumps({"x": ["batch", "time", "input"], "y": ["batch", "time", "target"]}),
        "missing": preparation.missing,
    }
    if exportable.step is not None:
        properties["step"] = str(exportable.step)
    onnx.helper.set_model_props(model, properties)
    return model
