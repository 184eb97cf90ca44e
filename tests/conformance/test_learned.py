"""What a fit makes is the same from outside, whether it is a model or a forecaster."""

import inspect
import json

import numpy as np
import pytest

import elman
from elman.errors import ArgumentError
from elman.learned import Learned, LearnedStream

FEW = {"steps": 20, "trials": False, "hidden_size": 4, "threads": 1}
DRIVE = np.random.default_rng(0).normal(size=120)
TABLE = {"u": DRIVE, "y": np.convolve(DRIVE, [0.5, 0.3, 0.2])[:120] + np.sin(np.arange(120) * 0.4)}
ROWS = {"model": {"u": 0.5}, "forecaster": 0.5}


@pytest.fixture(scope="module", params=ROWS)
def kind(request):
    return request.param


@pytest.fixture(scope="module")
def learned(kind):
    if kind == "model":
        return elman.fit(TABLE, inputs="u", targets="y", **FEW)
    return elman.fit({"y": TABLE["y"]}, horizon=4, members=2, **FEW)


def test_it_has_all_that_the_protocol_names(learned):
    assert isinstance(learned, Learned)
    for name, wanted in inspect.getmembers(Learned, inspect.isfunction):
        if not name.startswith("_"):
            own = inspect.signature(getattr(learned, name)).parameters
            assert set(inspect.signature(wanted).parameters) - {"self"} <= set(own), name


def test_a_thing_that_lacks_one_is_not_such():
    class Half:
        record = None

        def save(self, path):
            pass

    assert not isinstance(Half(), Learned)


def test_it_comes_back_from_its_file(learned, tmp_path):
    learned.save(tmp_path / "it.safetensors")
    loaded = elman.load(tmp_path / "it.safetensors")
    assert type(loaded) is type(learned)
    assert loaded.to_bytes() == learned.to_bytes() == (tmp_path / "it.safetensors").read_bytes()


def test_it_says_what_it_is(learned):
    assert "Network(" in learned.describe()
    assert json.loads(json.dumps(learned.record.to_dict()))["format_version"] == 1


def test_its_stream_goes_on_from_a_state(learned, kind):
    whole = learned.stream()
    assert isinstance(whole, LearnedStream)
    answers = [repr(whole.step(ROWS[kind])) for _ in range(6)]
    first = learned.stream()
    for _ in range(3):
        first.step(ROWS[kind])
    second = learned.stream(state=first.state)
    for answer in answers[3:]:
        assert repr(second.step(ROWS[kind])) == answer


def test_it_draws_what_it_says(learned, kind, tmp_path):
    sources = TABLE if kind == "model" else None
    drawn = learned.plot(tmp_path / "it.png", sources)
    assert (tmp_path / "it.png").read_bytes().startswith(b"\x89PNG")
    assert isinstance(drawn.notes, tuple)
    with pytest.raises(ArgumentError, match=r"^path must end in"):
        learned.plot(tmp_path / "it.gif", sources)


def test_it_is_exported_or_says_why_not(learned, kind, tmp_path):
    if kind == "model":
        assert learned.export(tmp_path / "it.py").to == "pytorch"
        return
    with pytest.raises(ArgumentError, match=r"^a forecaster can be exported to C alone"):
        learned.export(tmp_path / "it.onnx")
    assert list(tmp_path.iterdir()) == []
