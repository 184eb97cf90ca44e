"""The recipes in docs/ run against the real libraries, and these hold what the training said."""

import re
import struct
from pathlib import Path

import pytest

from tests.examples.pages import run_page

PAGE = Path(__file__).parents[2] / "docs" / "recipes.md"


def run_recipe(name, folder):
    """The part of the page under one title, as a page of its own."""
    (part,) = re.findall(
        rf"^## {name}\n(.*?)(?=^## |\Z)", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    page = folder / f"{name}.md"
    page.write_text(part, encoding="utf-8")
    run_page(page, folder)


@pytest.fixture
def losses(monkeypatch, tmp_path):
    """Those of the fit in the recipe, heard beside its callback."""
    import elman

    heard, fit = {}, elman.fit
    monkeypatch.chdir(tmp_path)

    def fit_and_listen(*sources, callback, **options):
        trained = callback.trained

        def both(history):
            trained(history)
            heard.update(losses=list(history.losses), validations=list(history.validations))

        callback.trained = both
        return fit(*sources, callback=callback, progress=False, **options)

    monkeypatch.setattr(elman, "fit", fit_and_listen)
    return heard


def test_mlflow_has_the_losses_the_scores_and_the_model(tmp_path, losses, monkeypatch):
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "file:./mlruns")
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")  # a folder will do here; a user has a database
    pytest.importorskip("mlflow")
    run_recipe("MLflow", tmp_path)
    (run,) = (path.parent for path in tmp_path.glob("mlruns/*/*/metrics"))
    logged = [line.split() for line in (run / "metrics/loss").read_text().splitlines()]
    wanted = {step: losses["losses"][step - 1] for step in range(10, 201, 10)}
    assert {int(step): float(value) for _, value, step in logged} == wanted
    assert (run / "artifacts/model.safetensors").read_bytes() == (tmp_path / "model.safetensors").read_bytes()
    assert (run / "params/choices").stat().st_size > 10
    assert 0 < float((run / "metrics/rmse").read_text().split()[1]) < 1


def read_events(path):
    """The scalars in a file of TensorBoard: records of a length, its check, the event and its check."""
    from tensorboardX.proto.event_pb2 import Event

    data, place = path.read_bytes(), 0
    while place < len(data):
        (length,) = struct.unpack_from("<Q", data, place)
        event = Event.FromString(data[place + 12 : place + 12 + length])
        yield from ((value.tag, event.step, value.simple_value) for value in event.summary.value)
        place += length + 16


def test_tensorboard_has_both_curves(tmp_path, losses):
    pytest.importorskip("tensorboardX")
    run_recipe("TensorBoard", tmp_path)
    (file,) = tmp_path.glob("runs/first/events*")
    events = list(read_events(file))
    assert sum(tag.startswith("choices") for tag, *_ in events) == 1
    curve = {step: value for tag, step, value in events if tag == "loss"}
    assert curve == pytest.approx(dict(enumerate(losses["losses"], 1)), rel=1e-6)
    curve = {step: value for tag, step, value in events if tag == "validation"}
    assert curve == pytest.approx(dict(losses["validations"]), rel=1e-6)
    assert len(curve) > 1
