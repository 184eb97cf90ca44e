"""The ONNX file: what is in it, and what it says where it cannot do what the model does."""

import json
import sys
from dataclasses import replace

import numpy as np
import onnx
import onnxruntime
import pytest

from elman.errors import ArgumentError, MissingExtraError
from elman.export import Unchecked
from elman.export.onnx import Onnx
from tests.unit.export.exportables import make_exportable, make_rows


def make_session(exportable):
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4  # ONNX Runtime writes its errors to the process's stderr as well
    return onnxruntime.InferenceSession(
        Onnx().render(exportable), options, providers=["CPUExecutionProvider"]
    )


def describe(values):
    return {
        value.name: [size.dim_param or size.dim_value for size in value.type.tensor_type.shape.dim]
        for value in values
    }


def test_inputs_outputs_and_axes_have_names():
    graph = onnx.load_from_string(Onnx().render(make_exportable("lstm", 3))).graph
    state = {"h": [3, "batch", 7], "c": [3, "batch", 7], "held": ["batch", 2]}
    assert describe(graph.input) == {
        "x": ["batch", "time", 2],
        **{f"state_in_{name}": shape for name, shape in state.items()},
    }
    assert describe(graph.output) == {
        "y": ["batch", "time", 3],
        **{f"state_out_{name}": shape for name, shape in state.items()},
    }


@pytest.mark.parametrize(
    ("cell", "operator"), [("rnn", "RNN"), ("rnn_relu", "RNN"), ("gru", "GRU"), ("lstm", "LSTM")]
)
def test_cells_are_standard_operators(cell, operator):
    model = onnx.load_from_string(Onnx().render(make_exportable(cell, 3)))
    assert [node.op_type for node in model.graph.node].count(operator) == 3
    assert [(opset.domain, opset.version) for opset in model.opset_import] == [("", 13)]
    assert model.ir_version == 7


def test_it_says_what_it_is():
    exportable = make_exportable("gru")
    model = onnx.load_from_string(Onnx().render(exportable))
    properties = {entry.key: entry.value for entry in model.metadata_props}
    assert json.loads(properties.pop("inputs")) == ["u0", "u1"]
    assert json.loads(properties.pop("targets")) == ["y0", "y1", "y2"]
    assert json.loads(properties.pop("axes"))["x"] == ["batch", "time", "input"]
    assert properties.pop("elman_version") == model.producer_version
    assert properties == {"network": exportable.fingerprint, "cell": "gru", "missing": "hold"}
    assert model.doc_string.startswith("plant 7: ")
    assert "columns: u0, u1" in model.graph.input[0].doc_string
    assert all(value.doc_string for value in (*model.graph.input, *model.graph.output))


def test_names_may_be_any_text():
    exportable = make_exportable()
    names = ('a "quoted" \\ name', "π ≈ 3\nand a line")
    exportable = replace(exportable, preparation=replace(exportable.preparation, inputs=names))
    properties = make_session(exportable).get_modelmeta().custom_metadata_map
    assert tuple(json.loads(properties["inputs"])) == names


def test_the_same_model_gives_the_same_bytes():
    assert Onnx().render(make_exportable()) == Onnx().render(make_exportable())


def test_a_model_that_refuses_missing_inputs_answers_them_with_nan():
    exportable = make_exportable("gru", missing="error")
    (note,) = Onnx().notes(exportable)
    assert "every prediction of that sequence is NaN" in note
    assert Onnx().notes(make_exportable("gru")) == ()
    session = make_session(exportable)
    x_BTF = make_rows(exportable, 20, batch=2, holes=False)
    start = {
        "state_in_h": np.zeros((2, 2, 7), np.float32),
        "state_in_held": np.zeros((2, 2), np.float32),
    }
    whole_BTO = session.run(["y"], {"x": x_BTF} | start)[0]
    x_BTF[1, 5, 0] = np.nan
    y_BTO, h_LBH, held_BF = session.run(
        ["y", "state_out_h", "state_out_held"], {"x": x_BTF[:, :10].copy()} | start
    )
    np.testing.assert_array_equal(np.isnan(y_BTO).any(axis=2), np.arange(10) >= np.array([[10], [5]]))
    np.testing.assert_array_equal(y_BTO[0], whole_BTO[0, :10])
    # In the next call too, where no input is missing.
    after = {"state_in_h": h_LBH, "state_in_held": held_BF}
    y_BTO = session.run(["y"], {"x": x_BTF[:, 10:].copy()} | after)[0]
    assert np.isnan(y_BTO[1]).all()
    np.testing.assert_allclose(y_BTO[0], whole_BTO[0, 10:], rtol=1e-6)


@pytest.mark.parametrize("missing", ["error", "hold"])
@pytest.mark.parametrize("batches", [(3, 1), (1, 3), (1, 1), (3, 2)], ids=str)
def test_a_state_of_another_batch_is_not_broadcast(batches, missing):
    exportable = make_exportable("gru", missing=missing)
    feeds = {
        "x": make_rows(exportable, 2, batch=3),
        "state_in_h": np.zeros((2, batches[0], 7), np.float32),
        "state_in_held": np.zeros((batches[1], 2), np.float32),
    }
    with pytest.raises(Exception, match=r"make_x_known|initial_h"):
        make_session(exportable).run(None, feeds)


def test_a_cell_that_onnx_lacks_is_a_sentence(monkeypatch):
    monkeypatch.delitem(sys.modules["elman.export.onnx.layers"].OPERATORS, "gru")
    with pytest.raises(
        ArgumentError, match=r"^cell must be one that ONNX has \(lstm, rnn, rnn_relu\), got 'gru'"
    ):
        Onnx().check(make_exportable("gru"))


def test_a_network_beyond_two_gigabytes_is_a_sentence():
    exportable = make_exportable("gru")
    exportable.parameters["out.weight"] = np.broadcast_to(np.float32(0), (40_000, 20_000))
    with pytest.raises(
        ArgumentError, match=r"^parameters must be at most 2,146,435,072 bytes in an ONNX file"
    ):
        Onnx().check(exportable)


def test_without_onnx_the_command_that_installs_it(monkeypatch):
    monkeypatch.delitem(sys.modules, "elman.export.onnx.graph", raising=False)
    monkeypatch.setitem(sys.modules, "onnx", None)
    with pytest.raises(MissingExtraError, match=r"^onnx must be installed .*Run: pip install onnx$"):
        Onnx().check(make_exportable())


def test_without_onnxruntime_it_says_that_it_did_not_check(monkeypatch, tmp_path):
    monkeypatch.delitem(sys.modules, "elman.export.onnx.runner", raising=False)
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    exportable = make_exportable()
    with pytest.raises(Unchecked, match=r"^onnxruntime is not installed\. Run: pip install onnxruntime"):
        Onnx().open(Onnx().render(exportable), exportable, tmp_path)
