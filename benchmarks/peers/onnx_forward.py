"""The forward pass in ONNX Runtime: the standard RNN, GRU and LSTM operators, and a linear layer."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from workload import GATES, Work

_OPERATORS = {"rnn": "RNN", "gru": "GRU", "lstm": "LSTM"}


def _graph(work: Work) -> bytes:
    """One layer with weights of its own; time first, as the operators want it."""
    random, gates = np.random.default_rng(0), GATES[work.cell] * work.units
    shapes = {
        "W": (1, gates, work.inputs),
        "R": (1, gates, work.units),
        "B": (1, 2 * gates),
        "w": (work.units, work.outputs),
    }
    weights = [
        numpy_helper.from_array(random.uniform(-0.1, 0.1, shape).astype(np.float32), name)
        for name, shape in shapes.items()
    ]
    options = {"linear_before_reset": 1} if work.cell == "gru" else {}
    nodes = [
        helper.make_node(
            _OPERATORS[work.cell], ["x", "W", "R", "B"], ["h"], hidden_size=work.units, **options
        ),
        helper.make_node("Squeeze", ["h", "axis"], ["rows"]),
        helper.make_node("MatMul", ["rows", "w"], ["y"]),
    ]
    axis = numpy_helper.from_array(np.array([1], np.int64), "axis")
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, [work.time, work.batch, work.inputs])
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, [work.time, work.batch, work.outputs])
    graph = helper.make_graph(nodes, "forward", [x], [y], [*weights, axis])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    return bytes(model.SerializeToString())


def onnx_forward(work: Work, threads: int) -> Callable[[], object]:
    """The forward pass of a session with this many threads; its input is time first already."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    session = onnxruntime.InferenceSession(_graph(work), options, providers=["CPUExecutionProvider"])
    x = np.ascontiguousarray(work.arrays()[0].swapaxes(0, 1))
    return lambda: session.run(None, {"x": x})
