"""The report of a comparison."""

import json
import re

import numpy as np
import pytest

import elman
from elman.cli import run
from elman.comparing.page import page_of_comparison

U = np.random.default_rng(0).normal(size=300)
TABLE = {"u": U, "y": np.convolve(U, [0.5, 0.3])[:300]}
QUICK = {"steps": 3, "trials": False, "hidden_size": 2}


@pytest.fixture(scope="module")
def models():
    return {
        name: elman.fit(TABLE, inputs="u", targets="y", seed=seed, **QUICK)
        for seed, name in enumerate(["a<b>", "other"])
    }


def test_it_says_what_the_comparison_says(models):
    comparison = elman.compare(models, TABLE)
    page = page_of_comparison(comparison)
    said = page.to_json()
    verdict, table, _ = said["sections"][0]["blocks"]
    assert verdict["text"] == comparison.verdict
    assert [row[0].removesuffix(" (baseline)") for row in table["rows"]] == list(comparison.ranking)
    errors, differences = said["sections"][1]["blocks"]
    overall = comparison.errors.overall
    assert errors["lines"][0]["y"] == pytest.approx([overall[name] for name in comparison.ranking], rel=1e-4)
    drawn = [line["y"] for line in differences["lines"]]
    for place, name in enumerate(errors["names"][1:]):
        found = comparison.differences[name]
        ends = [found.low, found.mean, found.high]
        assert [line[place] for line in drawn] == pytest.approx(ends, rel=1e-4)
    assert said["figures"] == comparison.to_json()


def test_the_command_writes_it(models, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, model in zip(["one", "two"], models.values(), strict=True):
        model.save(f"{name}.safetensors")
    np.savetxt("t.csv", np.column_stack([*TABLE.values()]), delimiter=",", header="u,y", comments="")
    files = ["one.safetensors", "two.safetensors", "t.csv"]
    assert run(["compare", *files, "--report", "c.html"]) == 0
    assert capsys.readouterr().out.endswith("report: c.html\n")
    html = (tmp_path / "c.html").read_text(encoding="utf-8")
    assert "<svg" in html
    assert run(["compare", *files, "--report", "c.png"]) == 2
    kept = re.search(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL)
    assert json.loads(kept[1])["figures"]["metric"] == "RMSE"
