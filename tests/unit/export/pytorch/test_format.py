"""The PyTorch file: it stands alone, trains, and gives its weights back."""

import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import torch

from elman.engines import get_engine
from elman.errors import ArgumentError, MissingExtraError
from elman.export import Unchecked
from elman.export.pytorch import PyTorch
from elman.export.pytorch.module import build_module
from elman.network import convert_parameters, parameter_shapes
from elman.network.losses import MSE
from elman.optimizers import Adam
from tests.unit.export.exportables import make_exportable, make_rows

STANDALONE = """
import sys
sys.modules["elman"] = None
import warnings
warnings.simplefilter("error")
from exported import NAME, SETTINGS, load_model
import torch
model = load_model()
assert not model.training
x = torch.arange(24.0).reshape(2, 6, 2) / 10
x[0, 3, 1] = float("nan")
y, _ = model(x)
first, state = model(x[:, :2])
second, state = model(x[:, 2:], state)
assert torch.allclose(torch.cat([first, second], 1), y, atol=1e-4), (first, second, y)
print(NAME, SETTINGS.inputs, *y[1, -1].tolist())
"""


def test_the_file_stands_alone(tmp_path):
    exportable = make_exportable("lstm")
    (tmp_path / "exported.py").write_bytes(PyTorch().render(exportable))
    done = subprocess.run(
        [sys.executable, "-c", STANDALONE], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    name, inputs, *values = done.stdout.replace("plant 7", "plant-7").replace("', '", "','").split()
    assert (name, inputs) == ("plant-7", "('u0','u1')")
    x = np.arange(24, dtype=np.float32).reshape(2, 6, 2) / 10
    with torch.inference_mode():
        y_BTO, _ = build_module(exportable)(torch.from_numpy(x[1:]))
    np.testing.assert_allclose(np.array(values, float), y_BTO[0, -1], rtol=1e-5)


@pytest.mark.parametrize("cell", ["rnn", "rnn_relu", "gru", "lstm"])
def test_its_state_dict_is_the_networks_parameters(cell):
    exportable = make_exportable(cell, 3)
    weights = build_module(exportable).state_dict()
    assert {name: tuple(part.shape) for name, part in weights.items()} == parameter_shapes(exportable.spec)
    network = get_engine("native").build(exportable.spec, loss=MSE(), optimizer=Adam())
    network.load(weights)
    for name, array in network.parameters().items():
        np.testing.assert_array_equal(array, exportable.parameters[name])


def test_it_can_be_trained_in_units_with_missing_inputs():
    exportable = make_exportable("gru", dropout=0.1)
    module = build_module(exportable).train()
    x_BTF = torch.from_numpy(make_rows(exportable, 30, batch=3))
    wanted_BTO = torch.full((3, 30, 3), -18.0, dtype=torch.float64)
    optimizer = torch.optim.Adam(module.parameters(), lr=0.05)
    losses = []
    for _ in range(30):
        optimizer.zero_grad()
        loss = torch.nn.functional.mse_loss(module(x_BTF)[0], wanted_BTO)
        loss.backward()
        assert all(part.grad.isfinite().all() for part in module.parameters())
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < 0.2 * losses[0]


def test_the_gradient_reaches_inputs_past_the_missing_ones():
    """An input that is held counts for every row in which it stands; a missing one counts for none."""
    exportable = make_exportable("rnn", 1, inputs=1, targets=1)
    module = build_module(exportable).double()
    x_BTF = torch.tensor([[[2.0], [float("nan")], [float("nan")], [3.0]]], requires_grad=True)
    module(x_BTF)[0][0, :3].sum().backward()
    step = 0.01
    sums = []
    with torch.no_grad():
        for change in (-step, step):
            changed = x_BTF.detach().clone()
            changed[0, 0, 0] += change
            sums.append(module(changed)[0][0, :3].sum().item())
    slope = (sums[1] - sums[0]) / (2 * step)
    np.testing.assert_allclose(x_BTF.grad[0, :, 0], [slope, 0.0, 0.0, 0.0], rtol=1e-3)


def test_a_missing_input_that_the_model_refuses_is_a_sentence():
    exportable = make_exportable(missing="error")
    module = build_module(exportable)
    with pytest.raises(ValueError, match=r"^x must have a value in every row, and it has not\. Fill it in\."):
        module(torch.from_numpy(make_rows(exportable, 5)))


@pytest.mark.parametrize("shape", [(5, 2), (1, 5, 3), (2,)])
def test_another_shape_is_a_sentence(shape):
    with pytest.raises(ValueError, match=r"^x must have the shape \(batch, time, 2\), got \("):
        build_module(make_exportable())(torch.zeros(shape))


def test_a_state_of_another_batch_is_not_broadcast():
    module = build_module(make_exportable())
    _, state = module(torch.zeros(1, 4, 2))
    with pytest.raises(RuntimeError):
        module(torch.zeros(3, 4, 2), state)


def test_damaged_weights_are_found(tmp_path):
    exportable = make_exportable()
    text = PyTorch().render(exportable).decode()
    place = text.index('WEIGHTS = """\n') + 40
    letter = "A" if text[place] != "A" else "B"
    with pytest.raises(ValueError, match=r"^weights must be what was exported, got others\."):
        PyTorch().open((text[:place] + letter + text[place + 1 :]).encode(), exportable, tmp_path)


def test_names_may_be_any_text(tmp_path):
    names = ('a """quoted""" \\ name', "π ≈ 3\nand a line")
    exportable = make_exportable()
    exportable = replace(exportable, name='"""\\', preparation=replace(exportable.preparation, inputs=names))
    runner = PyTorch().open(PyTorch().render(exportable), exportable, tmp_path)
    assert runner._model.settings.inputs == names


def test_one_parameter_and_many(tmp_path):
    """Lines of base64 that end anywhere."""
    for hidden_size in (1, 2, 50):
        exportable = make_exportable("rnn", 1, hidden_size=hidden_size)
        content = PyTorch().render(exportable)
        assert max(map(len, content.decode().splitlines())) < 200
        weights = PyTorch().open(content, exportable, tmp_path)._model.state_dict()
        loaded = convert_parameters(weights, exportable.spec, np.float32)
        for name, array in exportable.parameters.items():
            np.testing.assert_array_equal(loaded[name], array)


def test_a_cell_that_pytorch_lacks_is_a_sentence(monkeypatch):
    monkeypatch.setattr("elman.export.pytorch.format._CELLS", ("rnn",))
    with pytest.raises(ArgumentError, match=r"^cell must be one that PyTorch has \(rnn\), got 'gru'"):
        PyTorch().check(make_exportable("gru"))


def test_without_pytorch_the_file_is_written_and_not_checked(monkeypatch, tmp_path):
    monkeypatch.delitem(sys.modules, "elman.export.pytorch.runner", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    exportable = make_exportable()
    with pytest.raises(Unchecked, match=r"^PyTorch is not installed\. Run: pip install torch"):
        PyTorch().open(PyTorch().render(exportable), exportable, tmp_path)


def test_without_pytorch_the_module_is_a_sentence(monkeypatch):
    monkeypatch.delitem(sys.modules, "elman.export.pytorch.module", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtraError, match=r"^PyTorch must be installed for this"):
        __import__("elman.export.pytorch.module")
