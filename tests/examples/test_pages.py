"""The pages in docs/ do what they say."""

import re
from pathlib import Path

import numpy as np
import pytest

import elman
from tests.examples.pages import run_page

DOCS = Path(__file__).parents[2] / "docs"


def test_the_page_on_c(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exported, streamed, forked, tested = run_page(DOCS / "c.md", tmp_path)
    assert re.search(r"single steps \d\.\de-0\d of the target's scale over 2,000 rows", exported)
    rows = np.float32([40, 41.5, np.nan, 60])
    stream = elman.load("boiler.safetensors").stream()
    assert [float(line) for line in streamed.split()] == pytest.approx(
        [stream.step(row) for row in rows], rel=1e-5
    )
    assert "68 bytes a stream" in forked
    assert tested.rstrip().endswith("passed")


def check_proof_and_program(name, module, exported, printed):
    """The proof is good, and the program, which knows no elman, prints what a stream says."""
    assert re.search(r"single steps \d\.\de-0\d of the target's scale over 2,000 rows", exported)
    stream = elman.load("boiler.safetensors").stream()
    wanted = [stream.step(row) for row in np.float32([40, 41.5, np.nan, 60])]
    assert [float(line) for line in printed] == pytest.approx(wanted, rel=1e-5)
    program = Path("main.py").read_text(encoding="utf-8")
    assert module in program
    assert "elman" not in program.replace(name, "")


def test_the_page_on_onnx(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exported, printed = run_page(DOCS / "onnx.md", tmp_path)
    *values, properties = printed.splitlines()
    check_proof_and_program("boiler.onnx", "import onnxruntime", exported, values)
    assert properties == '["valve"] ["temperature"] hold'


def test_the_page_on_pytorch(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    exported, printed = run_page(DOCS / "pytorch.md", tmp_path)
    columns, *values = printed.splitlines()
    check_proof_and_program("boiler.py", "import torch", exported, values)
    assert columns == "('valve',) ('temperature',)"
    before, after = elman.load("boiler.safetensors"), elman.load("boiler-further.safetensors")
    scores = [model.evaluate("boiler.csv", rows=(0, 500)).scores.network.overall for model in (before, after)]
    assert scores[1]["rmse"] < scores[0]["rmse"]


def test_the_page_on_engines(tmp_path):
    assert run_page(DOCS / "engines.md", tmp_path) == []


def test_the_page_on_states(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    predicted, streamed = run_page(DOCS / "state.md", tmp_path)
    assert predicted.splitlines() == ["1,500 rows: a.csv", "500 rows: b.csv"]
    header, *answers = streamed.splitlines()
    assert header == "temperature"
    assert [bool(answer) for answer in answers] == [True] * 6
    assert answers[3].startswith('{"temperature": ')
    assert answers[5] == "null"
