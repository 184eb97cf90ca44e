"""A fit below the command line: in two steps, told to a watch, saved with its checkpoint removed."""

import numpy as np
import pytest

from elman.api import FitColumns, FitRequest, prepare_fit, run_fit
from elman.shown import listed
from elman.training import Watch
from tests.unit.model.conftest import table

FEW = {"steps": 20, "trials": False, "hidden_size": 2, "threads": 1}
WAVE = {"y": np.sin(np.arange(60) * 0.5) + np.random.default_rng(0).normal(0, 0.1, 60)}


def request(kind, **more):
    if kind == "model":
        columns = FitColumns(inputs=("u",), targets=("y",))
        return FitRequest(sources=table(120), columns=columns, options=FEW, **more)
    columns = FitColumns(targets=("y",))
    return FitRequest(sources=WAVE, columns=columns, options=FEW | {"members": 2}, horizon=4, **more)


class Counting(Watch):
    """Counts what it is told; Ctrl-C comes at a step."""

    def __init__(self, interrupt_at=None):
        self.steps, self.interrupt_at = 0, interrupt_at

    def trained(self, history):
        self.steps += 1
        if self.steps == self.interrupt_at:
            raise KeyboardInterrupt


@pytest.mark.parametrize("kind", ["model", "forecaster"])
def test_a_report_says_how_it_came_about(kind, tmp_path):
    watch = Counting()
    prepared = prepare_fit(request(kind))
    report = prepared.train(watch)
    assert watch.steps == report.to_json()["steps"] >= 12
    assert report.notes == prepared.notes
    told = report.describe()
    assert "chosen:" in told.splitlines()
    assert all(line in told.splitlines() for line in listed(report.result.choices))
    assert report.to_json()["interrupted"] is report.result.interrupted is False
    assert report.validation is not None
    report.draw(tmp_path / "fit.png")
    assert (tmp_path / "fit.png").read_bytes().startswith(b"\x89PNG")


def test_the_baseline_is_known_before_a_model_trains():
    name, score = prepare_fit(request("model")).baseline()
    assert name in ("mean", "last value", "last_value", "linear")
    assert 0 < score < 2
    assert prepare_fit(request("forecaster")).baseline() is None


@pytest.mark.parametrize(("kind", "files"), [("model", ["run"]), ("forecaster", ["run.1", "run.2"])])
def test_a_checkpoint_is_removed_when_the_product_is_saved(kind, files, tmp_path):
    places = {"checkpoint": tmp_path / "run", "checkpoint_every": 0.0}
    whole = run_fit(request(kind)).product.to_bytes()
    interrupted = run_fit(request(kind, **places), Counting(interrupt_at=8))
    interrupted.save(tmp_path / "best.safetensors")
    assert interrupted.result.interrupted
    assert (tmp_path / files[0]).exists()
    report = run_fit(request(kind, **places))
    assert [path.name for path in sorted(tmp_path.glob("run*"))] == files
    report.save(tmp_path / "whole.safetensors")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["best.safetensors", "whole.safetensors"]
    assert report.product.to_bytes() == whole
