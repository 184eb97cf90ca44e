"""A recurrent network with its linear layer in ONNX Runtime, one step a call, the state passed in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

GATES = {"gru": (1, 0, 2), "lstm": (0, 3, 1, 2)}
"""Where ONNX's gates (z, r, n; i, o, f, c) stand among PyTorch's (r, z, n; i, f, g, o)."""


def make_graph(cell: str, parameters: Mapping[str, np.ndarray]) -> bytes:
    """Inputs x (1, 1, F) and the state, outputs y (1, 1, O) and the state; weights named as PyTorch does."""
    hidden = parameters["rnn.weight_hh_l0"].shape[1]
    states = ("h", "c") if cell == "lstm" else ("h",)
    options = {} if cell == "lstm" else {"linear_before_reset": 1}
    weights = {
        "W": _reorder(cell, parameters["rnn.weight_ih_l0"])[np.newaxis],
        "R": _reorder(cell, parameters["rnn.weight_hh_l0"])[np.newaxis],
        "B": np.concatenate([_reorder(cell, parameters[f"rnn.bias_{kind}_l0"]) for kind in ("ih", "hh")])[
            None
        ],
        "out_W": np.ascontiguousarray(parameters["out.weight"].T),
        "out_b": parameters["out.bias"],
        "one_direction": np.array([1], np.int64),
    }
    nodes = [
        helper.make_node(
            cell.upper(),
            ["x", "W", "R", "B", "", *states],
            ["all", *(f"{name}_after" for name in states)],
            hidden_size=hidden,
            **options,
        ),
        helper.make_node("Squeeze", ["all", "one_direction"], ["top"]),
        helper.make_node("MatMul", ["top", "out_W"], ["product"]),
        helper.make_node("Add", ["product", "out_b"], ["y"]),
    ]
    inputs = [_value("x", (1, 1, parameters["rnn.weight_ih_l0"].shape[1]))]
    outputs = [_value("y", (1, 1, len(parameters["out.bias"])))]
    graph = helper.make_graph(
        nodes,
        "step",
        inputs + [_value(name, (1, 1, hidden)) for name in states],
        outputs + [_value(f"{name}_after", (1, 1, hidden)) for name in states],
        [numpy_helper.from_array(array, name) for name, array in weights.items()],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model, full_check=True)
    return model.SerializeToString()


def make_onnx_run(cell: str, parameters: Mapping[str, np.ndarray]) -> Callable[[Iterable[np.ndarray]], list]:
    """Runs rows x (1, 1, F) one by one: the answers.

    One thread, sequential, every optimization of the graph, no memory arena or pattern: the fastest of the
    settings tried, by a few per cent. The others: its defaults, no spinning, basic optimizations, bound
    inputs and outputs.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.enable_mem_pattern = options.enable_cpu_mem_arena = False
    session = onnxruntime.InferenceSession(
        make_graph(cell, parameters), options, providers=["CPUExecutionProvider"]
    )
    hidden = parameters["rnn.weight_hh_l0"].shape[1]
    states = ("h", "c") if cell == "lstm" else ("h",)
    names = ["y", *(f"{name}_after" for name in states)]
    feed = {name: np.zeros((1, 1, hidden), np.float32) for name in states}

    def run(rows: Iterable[np.ndarray]) -> list:
        answers = []
        for x in rows:
            feed["x"] = x
            y, feed["h"], *rest = session.run(names, feed)
            if rest:
                feed["c"] = rest[0]
            answers.append(y)
        return answers

    return run


def _value(name: str, shape: tuple[int, ...]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _reorder(cell: str, array: np.ndarray) -> np.ndarray:
    gates = np.split(array, len(GATES[cell]))
    return np.concatenate([gates[place] for place in GATES[cell]])
