"""Every export of every cell says what the definition says: full, chunks, single steps, missing inputs."""

from __future__ import annotations

import numpy as np
import onnxruntime
import pytest
import torch

from elman.export import TARGETS, prove
from elman.export.pytorch.module import build_module
from elman.export.pytorch.sequence_model import SequenceState
from tests.conformance.cases import CELLS, LAYERS
from tests.unit.export.exportables import (
    check_close,
    define,
    make_exportable,
    make_rows,
    make_sample,
    make_states,
)

POLICIES = ("error", "hold")


WHOLE = [name for name, target in TARGETS.items() if target.takes_missing]
"""Formats that say all that a model does; those of audio have tests of their own."""


@pytest.mark.parametrize("missing", POLICIES)
@pytest.mark.parametrize("num_layers", LAYERS)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("name", WHOLE)
def test_an_export_proves_itself(name, cell, num_layers, missing):
    exportable = make_exportable(cell, num_layers, missing=missing)
    target = TARGETS[name]
    target.check(exportable)
    proof = prove(exportable, target, target.render(exportable), make_sample(exportable))
    assert proof.unchecked is None
    assert proof.num_rows == 360
    assert list(proof.differences) == ["full sequence", "chunks", "single steps"]


@pytest.mark.parametrize("name", WHOLE)
def test_what_the_proof_holds_an_export_to_is_the_definition(name, tmp_path):
    exportable, target = make_exportable("lstm", 2), TARGETS[name]
    x_BTF = make_rows(exportable, 60)
    runner = target.open(target.render(exportable), exportable, tmp_path)
    y_TO, _ = runner.run(x_BTF[0], None)
    states = {state: np.zeros_like(array) for state, array in make_states(exportable, 1).items()}
    wanted_BTO, _ = define(exportable, x_BTF, states)
    check_close(exportable, (y_TO[np.newaxis], {}), (wanted_BTO, {}))


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize("shape", [(1, 1), (5, 1), (1, 4)], ids=str)
def test_one_unit_one_input_one_target(name, shape):
    inputs, targets = shape
    exportable = make_exportable("gru", 1, inputs=inputs, targets=targets, hidden_size=1)
    target = TARGETS[name]
    assert prove(exportable, target, target.render(exportable), make_sample(exportable)).unchecked is None


@pytest.mark.parametrize("name", WHOLE)
@pytest.mark.parametrize(("input_centre", "target_centre"), [(1e5, -20.0), (3.0, -1.6e9), (-1.7e9, 1e5)])
def test_centres_that_are_much_larger_than_their_scales(name, input_centre, target_centre):
    exportable = make_exportable(input_centre=input_centre, target_centre=target_centre)
    target = TARGETS[name]
    proof = prove(exportable, target, target.render(exportable), make_sample(exportable))
    assert proof.unchecked is None
    # Nothing is added for rounding that shows.
    assert proof.limit < 1.01e-5


@pytest.mark.parametrize("missing", POLICIES)
@pytest.mark.parametrize("name", WHOLE)
def test_a_model_of_0_1_0_has_columns_of_float32(name, missing, tmp_path):
    exportable = make_exportable(missing=missing, numbers="float32")
    target = TARGETS[name]
    content = target.render(exportable)
    assert prove(exportable, target, content, make_sample(exportable)).unchecked is None
    (x_TF,) = make_rows(exportable, 20, holes=False)
    (tmp_path / "run").mkdir()
    y_TO, _ = target.open(content, exportable, tmp_path / "run").run(x_TF, None)
    assert y_TO.dtype == np.float32


def run_onnx(exportable, x_BTF, states):
    session = onnxruntime.InferenceSession(
        TARGETS["onnx"].render(exportable), providers=["CPUExecutionProvider"]
    )
    outputs = [value.name for value in session.get_outputs()]
    feeds = {"x": x_BTF} | {f"state_in_{name}": array for name, array in states.items()}
    made = dict(zip(outputs, session.run(outputs, feeds), strict=True))
    return made.pop("y"), {name.removeprefix("state_out_"): array for name, array in made.items()}


def run_pytorch(exportable, x_BTF, states):
    given = {name: torch.from_numpy(array) for name, array in states.items()}
    before = SequenceState(given["h"], given.get("c"), given["held"])
    with torch.inference_mode():
        y_BTO, after = build_module(exportable)(torch.from_numpy(x_BTF), before)
    kept = {name: tensor.numpy() for name, tensor in after._asdict().items() if tensor is not None}
    return y_BTO.numpy(), kept


@pytest.mark.parametrize("cuts", [[], [1, 2, 9]], ids=["full", "chunks"])
@pytest.mark.parametrize("num_layers", LAYERS)
@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("run", [run_onnx, run_pytorch])
def test_a_batch_goes_on_from_any_state(run, cell, num_layers, cuts):
    exportable = make_exportable(cell, num_layers)
    x_BTF, states = make_rows(exportable, 25, batch=4), make_states(exportable, 4)
    wanted = define(exportable, x_BTF, states)
    parts = []
    for chunk_BTF in np.split(x_BTF, cuts, axis=1):
        y_BTO, states = run(exportable, np.ascontiguousarray(chunk_BTF), states)
        parts.append(y_BTO)
    check_close(exportable, (np.concatenate(parts, axis=1), states), wanted)
