"""The model's own ways out: a file of another format, and a module in memory."""

import numpy as np
import pytest
import torch

from elman.errors import ArgumentError, UnknownNameError
from elman.network import fingerprint
from tests.unit.model.conftest import table


def test_the_suffix_tells_the_format(model, tmp_path):
    exported = model.export(tmp_path / "plant.onnx", sample=table(50, seed=2))
    assert exported.to == "onnx"
    assert exported.proof.num_rows == 50
    assert (tmp_path / "plant.onnx").stat().st_size > 1000


def test_a_sample_is_what_predict_takes(model, tmp_path):
    exported = model.export(tmp_path / "a.py", to="pytorch", sample=[table(50, seed=2), table(30, seed=3)])
    assert exported.proof.num_rows == 80
    sequences = model.read_inputs(table(20))
    assert model.export(tmp_path / "a.py", sample=sequences).proof.num_rows == 20
    assert model.export(tmp_path / "a.py").proof.made_up


def test_a_sample_that_does_not_fit_is_a_sentence(model, tmp_path):
    with pytest.raises(UnknownNameError, match=r"^unknown column"):
        model.export(tmp_path / "a.py", sample={"v": np.zeros(9)})
    with pytest.raises(ArgumentError, match=r"^output must end in"):
        model.export(tmp_path / "a.bin")
    assert list(tmp_path.iterdir()) == []


def test_the_file_knows_the_network(model, tmp_path):
    model.export(tmp_path / "a.py", sample=table(20))
    own = fingerprint(model.record.spec, model.network.parameters())
    assert own == model.network.fingerprint
    assert f"(network {own})" in (tmp_path / "a.py").read_text()


def test_the_module_says_what_the_model_says(model):
    unseen = table(60, seed=4)
    unseen["u"][[3, 4, 17]] = np.nan
    module = model.to_pytorch()
    x_BTF = torch.tensor(unseen["u"], dtype=torch.float64).reshape(1, 60, 1)
    with torch.inference_mode():
        y_BTO, state = module(x_BTF)
    np.testing.assert_allclose(y_BTO[0].numpy(), model.predict(unseen).values_NO, rtol=1e-6)
    assert state.h.shape == state.c.shape == (2, 1, 7)


def test_the_module_takes_nothing_from_the_model(model):
    before = model.network.parameters()
    with torch.no_grad():
        for part in model.to_pytorch().parameters():
            part.zero_()
    for name, array in model.network.parameters().items():
        np.testing.assert_array_equal(array, before[name])
