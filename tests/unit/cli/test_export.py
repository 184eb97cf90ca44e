"""`elman export` as a shell sees it."""

import json
import sys

import numpy as np
import onnxruntime
import pytest

from elman.cli import run
from elman.export import TARGETS
from elman.model import Model
from tests.unit.model.conftest import model, table  # noqa: F401 (a fixture)

NOTES = {
    "arduino": [
        "the library is called 'new'. Boards of 8 bits (Uno, Mega) have no double of 64 bits and cannot "
        "compile it: use a board of 32 bits."
    ],
    "nam": ["The model does not know its rate (fit with a time column), so plug-ins will take 48 kHz."],
}
SUFFIXES = {name: target.suffixes[0] for name, target in TARGETS.items()}


@pytest.fixture
def folder(model, tmp_path, monkeypatch):  # noqa: F811
    """model.safetensors, and unseen.csv with a missing input."""
    model.save(tmp_path / "model.safetensors")
    columns = table(60, seed=2)
    rows = [f"{u:.5f},{y:.5f}" for u, y in zip(columns["u"], columns["y"], strict=True)]
    rows[7] = f",{columns['y'][7]:.5f}"
    (tmp_path / "unseen.csv").write_text("\n".join(["u,y", *rows, ""]))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def export(*arguments):
    return run(["export", "model.safetensors", *arguments])


@pytest.mark.parametrize("name", TARGETS)
def test_the_proof_is_printed_and_the_file_is_there(name, folder, capsys):
    output = f"new{SUFFIXES[name]}"
    assert export("unseen.csv", "--output", output) == 0
    out, err = capsys.readouterr()
    proof, place = out.splitlines()
    assert proof.startswith("full sequence ")
    assert proof.endswith(" of the target's scale over 60 rows (limit 1e-05)")
    assert place == f"{name}: {output}, {(folder / output).stat().st_size:,} bytes"
    assert err == "".join(f"note: {note}\n" for note in NOTES.get(name, ()))


def test_the_file_says_what_the_model_says(folder):
    assert export("unseen.csv", "--output", "new.onnx", "--quiet") == 0
    session = onnxruntime.InferenceSession("new.onnx", providers=["CPUExecutionProvider"])
    x = table(60, seed=2)["u"].round(5).reshape(1, 60, 1)
    x[0, 7] = np.nan
    states = {
        f"state_in_{name}": np.zeros(shape, np.float32)
        for name, shape in {"h": (2, 1, 7), "c": (2, 1, 7), "held": (1, 1)}.items()
    }
    (y,) = session.run(["y"], {"x": x} | states)
    wanted = Model.load("model.safetensors").predict("unseen.csv").values_NO
    np.testing.assert_allclose(y[0], wanted, rtol=1e-6)


def test_json_is_all_there_is_on_stdout(folder, capsys):
    assert export("unseen.csv", "--output", "new.py", "--json", "--rows", "10:50") == 0
    out, err = capsys.readouterr()
    said = json.loads(out)
    assert (said["to"], said["output"], said["notes"]) == ("pytorch", "new.py", [])
    assert said["bytes"] == (folder / "new.py").stat().st_size
    proof = said["proof"]
    assert (proof["rows"], proof["made_up"], proof["unchecked"]) == (40, False, None)
    assert max(proof["differences"].values()) < proof["limit"]
    assert err == ""


def test_made_up_rows_are_said(folder, capsys):
    assert export("--output", "new.onnx") == 0
    out, err = capsys.readouterr()
    assert "over 2,000 made-up rows" in out
    assert err.startswith("note: no rows were given, so they were made up in the training range.")


def test_quiet_prints_nothing(folder, capsys):
    assert export("unseen.csv", "--output", "new.onnx", "--quiet") == 0
    assert capsys.readouterr() == ("", "")


def test_columns_can_have_other_names(folder, capsys):
    (folder / "other.csv").write_text((folder / "unseen.csv").read_text().replace("u,y", "valve,level"))
    assert export("other.csv", "--input", "valve", "--output", "new.onnx") == 0
    assert "over 60 rows" in capsys.readouterr().out


def test_several_files_are_several_sequences(folder, capsys):
    assert export("unseen.csv", "unseen.csv", "--output", "new.onnx") == 0
    assert "over 120 rows" in capsys.readouterr().out


@pytest.mark.parametrize("quiet", [[], ["--quiet"]])
def test_what_was_not_checked_is_said(quiet, folder, capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, "elman.export.pytorch.runner", raising=False)
    monkeypatch.setitem(sys.modules, "torch", None)
    assert export("unseen.csv", "--output", "new.py", *quiet) == 0
    out, err = capsys.readouterr()
    sentence = "not checked: PyTorch is not installed. Run: pip install torch, and export again"
    assert sentence in (err if quiet else out)
    assert (folder / "new.py").exists()


def test_without_onnx_nothing_is_written(folder, capsys, monkeypatch):
    monkeypatch.delitem(sys.modules, "elman.export.onnx.graph", raising=False)
    monkeypatch.setitem(sys.modules, "onnx", None)
    assert export("unseen.csv", "--output", "new.onnx") == 2
    sentence = "elman: onnx must be installed to write ONNX, got no package onnx. Run: pip install onnx\n"
    assert capsys.readouterr() == ("", sentence)
    assert not (folder / "new.onnx").exists()


def test_over_the_limit_nothing_is_written(folder, capsys, monkeypatch):
    (folder / "new.onnx").write_bytes(b"an older one")
    monkeypatch.setattr("elman.export.proof.TOLERANCE", 1e-12)
    assert export("unseen.csv", "--output", "new.onnx") == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("elman: the onnx export must agree with the model, got full sequence ")
    assert (folder / "new.onnx").read_bytes() == b"an older one"
    assert sorted(path.name for path in folder.iterdir()) == ["model.safetensors", "new.onnx", "unseen.csv"]
