"""Wrong exports, each of which the proof must reject, while it accepts the right one on the same rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import onnx
import pytest

from elman.errors import ExportError
from elman.export import TARGETS, export_model, prove
from elman.export.onnx.layers import OPERATORS
from tests.unit.export.exportables import make_exportable, make_sample


class Wrong:
    """A target that goes wrong somewhere."""

    def __init__(self, name, *, exportable=None, content=None, runner=None):
        self._right = TARGETS[name]
        self.name, self.suffixes = name, self._right.suffixes
        self.takes_missing = self._right.takes_missing
        self.check, self.notes = self._right.check, self._right.notes
        self._exportable, self._content, self._runner = exportable, content, runner

    def render(self, exportable):
        content = self._right.render(self._exportable(exportable) if self._exportable else exportable)
        changed = self._content(content) if self._content else content
        assert self._content is None or changed != content
        return changed

    def open(self, content, exportable, folder):
        runner = self._right.open(content, exportable, folder)
        return self._runner(runner) if self._runner else runner


@dataclass(frozen=True)
class Changed:
    """A runner whose state is not what it should be."""

    runner: object
    state: Callable

    def run(self, x_TF, state):
        y_TO, after = self.runner.run(x_TF, state)
        return y_TO, self.state(after)


def one_weight_altered(exportable):
    """By a fiftieth, in the recurrent weights."""
    parameters = {name: array.copy() for name, array in exportable.parameters.items()}
    parameters["rnn.weight_hh_l0"][0, 0] *= 1.02
    return replace(exportable, parameters=parameters)


def scaling_altered(exportable):
    """The centre of an input, by a ten thousandth of its scale."""
    units = exportable.preparation.input_scaling
    centre_C = (units.centre_C[0] + 1e-4 * units.scale_C[0], *units.centre_C[1:])
    preparation = replace(exportable.preparation, input_scaling=replace(units, centre_C=centre_C))
    return replace(exportable, preparation=preparation)


def edited(edit):
    """Of a graph's bytes: `edit` changes the model in place."""

    def change(content):
        model = onnx.load_from_string(content)
        edit(model)
        return model.SerializeToString()

    return change


def reset_before_product(model):
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "linear_before_reset":
                attribute.i = 0


def relu_for_tanh(model):
    for node in model.graph.node:
        for attribute in node.attribute:
            if attribute.name == "activations":
                attribute.strings[0] = b"Relu"


def gates_swapped(first, second):
    """The rows of two gates in every weight and bias, in the operator's order."""

    def edit(model):
        for constant in model.graph.initializer:
            if constant.name.startswith(("weight_", "bias_l")):
                array = onnx.numpy_helper.to_array(constant).copy()
                parts = 2 if constant.name.startswith("bias") else 1
                blocks = array.reshape(parts, -1, 7, *array.shape[2:])
                blocks[:, [first, second]] = blocks[:, [second, first]]
                constant.CopyFrom(onnx.numpy_helper.from_array(blocks.reshape(array.shape), constant.name))

    return edit


def biases_swapped(model):
    for constant in model.graph.initializer:
        if constant.name.startswith("bias_l"):
            array = onnx.numpy_helper.to_array(constant)
            halves = np.concatenate(np.split(array, 2, axis=1)[::-1], axis=1)
            constant.CopyFrom(onnx.numpy_helper.from_array(halves, constant.name))


def scaling_in_float32(model):
    """Every float64 of the graph becomes a float32; the inputs and predictions are rounded to it."""
    first = onnx.helper.make_node("Cast", ["x"], ["x_rounded"], to=onnx.TensorProto.FLOAT)
    last = onnx.helper.make_node("Cast", ["y_rounded"], ["y"], to=onnx.TensorProto.DOUBLE)
    for node in model.graph.node:
        node.input[:] = ["x_rounded" if name == "x" else name for name in node.input]
        node.output[:] = ["y_rounded" if name == "y" else name for name in node.output]
    nodes = [first, *model.graph.node, last]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    for node in model.graph.node:
        for attribute in node.attribute:
            if node.output[0] == "y_scaled_exact" and attribute.i == onnx.TensorProto.DOUBLE:
                attribute.i = onnx.TensorProto.FLOAT
    for constant in model.graph.initializer:
        if constant.data_type == onnx.TensorProto.DOUBLE:
            array = onnx.numpy_helper.to_array(constant).astype(np.float32)
            constant.CopyFrom(onnx.numpy_helper.from_array(array, constant.name))


def hold_left_out(model):
    """What is missing stays missing."""
    (scan,) = (node for node in model.graph.node if node.op_type == "Scan")
    body = scan.attribute[0].g if scan.attribute[0].name == "body" else scan.attribute[1].g
    (where,) = (node for node in body.node if node.op_type == "Where")
    where.input[1] = "row"


def replaced(old, new):
    """Of a text's bytes."""
    return lambda content: content.replace(old.encode(), new.encode())


def zeroed(part):
    """Of a runner: one array of the state is zeros again after every call."""

    def change(runner):
        def forget(state):
            if isinstance(state, dict):
                return state | {part: np.zeros_like(state[part])}
            return state._replace(**{part: getattr(state, part) * 0})

        return Changed(runner, state=forget)

    return change


WRONG = {
    **{
        f"{name}: {what}": (name, "gru", parts, {})
        for name, target in TARGETS.items()
        if target.takes_missing
        for what, parts in {
            "one weight altered": {"exportable": one_weight_altered},
            "scaling altered": {"exportable": scaling_altered},
            "state not handed on": {"runner": lambda runner: Changed(runner, state=lambda state: None)},
        }.items()
    },
    "onnx: reset before the product": ("onnx", "gru", {"content": edited(reset_before_product)}, {}),
    "onnx: gates of the GRU swapped": ("onnx", "gru", {"content": edited(gates_swapped(0, 1))}, {}),
    "onnx: gates of the LSTM swapped": ("onnx", "lstm", {"content": edited(gates_swapped(1, 2))}, {}),
    "onnx: biases of the GRU swapped": ("onnx", "gru", {"content": edited(biases_swapped)}, {}),
    "onnx: relu for tanh": ("onnx", "rnn", {"content": edited(relu_for_tanh)}, {}),
    "onnx: nothing held": ("onnx", "gru", {"content": edited(hold_left_out)}, {}),
    "onnx: held forgotten between calls": ("onnx", "gru", {"runner": zeroed("state_in_held")}, {}),
    "onnx: cell state forgotten": ("onnx", "lstm", {"runner": zeroed("state_in_c")}, {}),
    "onnx: scaling in float32": (
        "onnx",
        "gru",
        {"content": edited(scaling_in_float32)},
        {"input_centre": 1e5},
    ),
    "pytorch: held forgotten between calls": ("pytorch", "gru", {"runner": zeroed("held")}, {}),
    "pytorch: cell state forgotten": ("pytorch", "lstm", {"runner": zeroed("c")}, {}),
    "pytorch: nothing held": (
        "pytorch",
        "gru",
        {
            "content": replaced(
                "known_BTF = self._known(self._scaled(x_BTF), state.held)",
                "known_BTF = self._scaled(x_BTF).nan_to_num()",
            )
        },
        {},
    ),
    "pytorch: relu for tanh": ("pytorch", "rnn", {"content": replaced('else "tanh"', 'else "relu"')}, {}),
    "pytorch: scaling in float32": (
        "pytorch",
        "gru",
        {"content": replaced("float64", "float32")},
        {"input_centre": 1e5},
    ),
}


@pytest.mark.parametrize("mutant", WRONG)
def test_the_proof_rejects(mutant, tmp_path):
    name, cell, parts, options = WRONG[mutant]
    exportable = make_exportable(cell, 2, **options)
    sample = make_sample(exportable)
    right, wrong = TARGETS[name], Wrong(name, **parts)
    assert prove(exportable, right, right.render(exportable), sample).unchecked is None
    path = tmp_path / f"model{right.suffixes[0]}"
    with pytest.raises(ExportError, match=rf"^the {name} export must agree with the model, got .*"):
        export_model(exportable, wrong, path, sample=sample)
    assert list(tmp_path.iterdir()) == []


def test_swapping_gates_finds_them_where_the_operator_has_them():
    assert OPERATORS["gru"].gates[:2] == ("z", "r")
    assert OPERATORS["lstm"].gates[1:3] == ("o", "f")
