"""Files for audio plug-ins, read as their formats are defined and run by PyTorch's own layers."""

import json

import numpy as np
import pandas as pd
import pytest
import torch

import elman
from elman.errors import ArgumentError, ExportError
from elman.export import TARGETS
from elman.export.audio import folded, rtneural

ROWS = 600


def record(seed=0):
    u = np.random.default_rng(seed).standard_normal(ROWS)
    stamps = pd.date_range("2024-01-01", periods=ROWS, freq="100us")
    return pd.DataFrame(
        {"t": stamps, "u": 3 * u + 1, "y": 5 * np.tanh(np.convolve(u, 0.6 ** np.arange(9))[:ROWS])}
    )


@pytest.fixture(scope="module", params=[("lstm", 1), ("lstm", 2), ("gru", 1), ("gru", 2)], ids=str)
def model(request):
    cell, layers = request.param
    return elman.fit(
        record(),
        inputs="u",
        targets="y",
        time="t",
        cell=cell,
        layers=layers,
        hidden_size=8,
        steps=30,
        trials=False,
    )


def run_layers(kind, layers, head, u_T):
    """PyTorch's layers one above the other, with these weights, over a sequence from a zero state."""
    x_BTF = torch.tensor(u_T, dtype=torch.float32).reshape(1, -1, 1)
    for w_ih, w_hh, b_ih, b_hh in layers:
        module = {"lstm": torch.nn.LSTM, "gru": torch.nn.GRU}[kind](
            w_ih.shape[1], w_hh.shape[1], batch_first=True
        )
        weights = {"weight_ih_l0": w_ih, "weight_hh_l0": w_hh, "bias_ih_l0": b_ih, "bias_hh_l0": b_hh}
        module.load_state_dict(
            {name: torch.tensor(np.ascontiguousarray(part)) for name, part in weights.items()}
        )
        x_BTF, _ = module.float()(x_BTF)
    w_OH, b_O = head
    return (x_BTF.detach().numpy()[0] @ w_OH.T + b_O)[:, 0]


def as_pytorch_has_it(layer):
    """A layer of Keras' order: matrices transposed, and of a GRU the first two gates in turn."""
    kernel, recurrent, bias = (np.array(part, np.float32) for part in layer["weights"])
    if layer["type"] == "lstm":
        return kernel.T, recurrent.T, bias, np.zeros_like(bias)
    swapped = [
        np.concatenate([np.split(part, 3)[i] for i in (1, 0, 2)]) for part in (kernel.T, recurrent.T, *bias)
    ]
    return tuple(swapped)


def test_rtneural(model, tmp_path):
    exported = model.export(tmp_path / "amp.json")
    assert max(exported.proof.differences.values()) < exported.proof.limit == pytest.approx(1e-5, rel=0.2)
    plain = json.loads((tmp_path / "amp.json").read_text())
    assert plain["in_shape"] == [None, None, 1]
    assert plain["metadata"] == {"name": "amp", "samplerate": 10_000.0}
    *layers, dense = plain["layers"]
    assert dense["type"] == "dense"
    w_HO, b_O = (np.array(part, np.float32) for part in dense["weights"])
    unseen = record(seed=1)
    heard = run_layers(model.record.spec.cell, map(as_pytorch_has_it, layers), (w_HO.T, b_O), unseen["u"])
    wanted = model.predict(unseen).values_NO[:, 0]
    np.testing.assert_allclose(heard, wanted, atol=1e-5 * np.std(record()["y"]))


def test_nam(model, tmp_path):
    if model.record.spec.cell != "lstm":
        with pytest.raises(ArgumentError, match=r"^cell must be lstm for \.nam, got 'gru'\."):
            model.export(tmp_path / "amp.nam")
        assert not (tmp_path / "amp.nam").exists()
        return
    model.export(tmp_path / "amp.nam")
    plain = json.loads((tmp_path / "amp.nam").read_text())
    assert (plain["architecture"], plain["sample_rate"]) == ("LSTM", 10_000.0)
    config, numbers = plain["config"], np.array(plain["weights"], np.float32)
    units, size, layers = config["hidden_size"], config["input_size"], []
    for _ in range(config["num_layers"]):
        w, b, start, numbers = np.split(
            numbers, np.cumsum([4 * units * (size + units), 4 * units, 2 * units])
        )
        w = w.reshape(4 * units, size + units)
        layers.append((w[:, :size], w[:, size:], b, np.zeros_like(b)))
        assert not start.any()
        size = units
    unseen = record(seed=1)
    heard = run_layers("lstm", layers, (numbers[np.newaxis, :-1], numbers[-1:]), unseen["u"])
    np.testing.assert_allclose(
        heard, model.predict(unseen).values_NO[:, 0], atol=1e-5 * np.std(record()["y"])
    )


@pytest.mark.parametrize("name", ["rtneural", "nam"])
def test_a_wrong_file_is_not_written(name, tmp_path, monkeypatch):
    model = elman.fit(record(), inputs="u", targets="y", cell="lstm", hidden_size=8, steps=30, trials=False)
    whole = folded.fold

    def without_centre(exportable):
        right = whole(exportable)
        return folded.Folded(right.layers, right.w_out_OH, right.b_out_O * 1.001)

    monkeypatch.setattr(f"elman.export.audio.{name}.fold", without_centre)
    with pytest.raises(ExportError, match="must agree with the model"):
        model.export(tmp_path / f"amp{TARGETS[name].suffixes[0]}")
    assert list(tmp_path.iterdir()) == []


def test_the_gates_of_a_gru_that_are_not_turned_are_noticed(tmp_path, monkeypatch):
    model = elman.fit(record(), inputs="u", targets="y", cell="gru", hidden_size=8, steps=30, trials=False)
    monkeypatch.setattr(rtneural, "_update_first", lambda rows: rows)
    with pytest.raises(ExportError):
        model.export(tmp_path / "amp.json")


def test_what_the_formats_cannot_say(tmp_path):
    table = record()
    two = {"u": table["u"], "v": table["u"] ** 2, "y": table["y"]}
    model = elman.fit(two, inputs=["u", "v"], targets="y", cell="lstm", hidden_size=4, steps=5, trials=False)
    with pytest.raises(
        ArgumentError, match=r"^a \.nam file must have one input and one target, got 2 and 1\."
    ):
        model.export(tmp_path / "amp.nam")
    exported = model.export(tmp_path / "amp.json")
    assert exported.notes == (
        "AIDA-X takes models of one input and one target; other readers of RTNeural may take more.",
    )
    plain = elman.fit(
        {"u": table["u"], "y": table["y"]}, inputs="u", targets="y", cell="rnn", steps=5, trials=False
    )
    with pytest.raises(ArgumentError, match=r"^cell must be lstm or gru for RTNeural, got 'rnn'\."):
        plain.export(tmp_path / "other.json")
