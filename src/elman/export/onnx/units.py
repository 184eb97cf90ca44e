"""Between the table's units and the network's: scaling in float64, and what stands in for a missing input."""

from __future__ import annotations

import numpy as np
import onnx

from elman.data import Scaling
from elman.export.onnx.nodes import Nodes

FLOAT, DOUBLE = onnx.TensorProto.FLOAT, onnx.TensorProto.DOUBLE


def add_scaling(nodes: Nodes, x: str, scaling: Scaling, *, rounds: bool) -> str:
    """`float32((float64(x) - centre) / scale)`: survives a centre that is much larger than the scale.

    With `rounds` x is float32, else float64.
    """
    centre = nodes.constant("input_centre", np.array(scaling.centre_C, np.float64))
    scale = nodes.constant("input_scale", np.array(scaling.scale_C, np.float64))
    exact = nodes.add("Cast", [x], "x_exact", to=DOUBLE) if rounds else x
    centred = nodes.add("Sub", [exact, centre], "x_centred")
    scaled = nodes.add("Div", [centred, scale], "x_scaled_exact")
    return nodes.add("Cast", [scaled], "x_scaled", to=FLOAT)


def add_unscaling(nodes: Nodes, y_scaled: str, y: str, scaling: Scaling, *, rounds: bool) -> str:
    """`float64(y) * scale + centre`; with `rounds` as float32."""
    centre = nodes.constant("target_centre", np.array(scaling.centre_C, np.float64))
    scale = nodes.constant("target_scale", np.array(scaling.scale_C, np.float64))
    exact = nodes.add("Cast", [y_scaled], "y_scaled_exact", to=DOUBLE)
    spread = nodes.add("Mul", [exact, scale], "y_spread")
    if not rounds:
        return nodes.add("Add", [spread, centre], y)
    shifted = nodes.add("Add", [spread, centre], "y_exact")
    return nodes.add("Cast", [shifted], y, to=FLOAT)


def add_hold(nodes: Nodes, x_TBF: str, held_in: str, held_out: str) -> str:
    """A scan over time: a missing input is what was known last."""
    body = Nodes()
    missing = body.add("IsNaN", ["row"], "missing")
    body.add("Where", [missing, "held", "row"], "held_after")
    return _add_scan(nodes, body, x_TBF, held_in, held_out)


def add_refusal(nodes: Nodes, x_TBF: str, held_in: str, held_out: str) -> str:
    """A scan over time: an input that was missing once is NaN ever after."""
    body = Nodes()
    zero = body.constant("zero", np.zeros((), np.float32))
    lost = body.add("Mul", ["held", zero], "lost")
    body.add("Add", ["row", lost], "held_after")
    return _add_scan(nodes, body, x_TBF, held_in, held_out)


def add_loss_of_refused(nodes: Nodes, y_TBO: str, x_TBF: str) -> str:
    """Makes a prediction NaN where an input is: cells may bound what is not a number."""
    zero = nodes.constant("zero", np.zeros((), np.float32))
    axes = nodes.constant("input_axis", np.array([2], np.int64))
    lost = nodes.add("Mul", [x_TBF, zero], "x_lost")
    any_lost = nodes.add("ReduceSum", [lost, axes], "any_lost", keepdims=1)
    return nodes.add("Add", [y_TBO, any_lost], "y_or_lost")


def _add_scan(nodes: Nodes, body: Nodes, x_TBF: str, held_in: str, held_out: str) -> str:
    body.add("Identity", ["held_after"], "known")
    row = ["batch", "input"]
    graph = onnx.helper.make_graph(
        body.nodes,
        "hold",
        [onnx.helper.make_tensor_value_info(name, FLOAT, row) for name in ("held", "row")],
        [onnx.helper.make_tensor_value_info(name, FLOAT, row) for name in ("held_after", "known")],
        initializer=body.constants,
    )
    nodes.add_many("Scan", [held_in, x_TBF], [held_out, "x_known"], body=graph, num_scan_inputs=1)
    return "x_known"
