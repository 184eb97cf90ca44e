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
