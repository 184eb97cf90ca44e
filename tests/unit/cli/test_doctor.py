"""`elman doctor`: what it says of a healthy installation, and that it notices one that is not."""

import json
import re
from importlib.metadata import metadata

import numpy as np
import pytest
from typer.testing import CliRunner

from elman import _native
from elman.cli import doctor as command
from elman.cli import self_test
from elman.cli.app import app
from elman.engines.native import NativeNetwork
from elman.prediction import Stream


def examine(*arguments):
    done = CliRunner().invoke(app, ["doctor", *arguments])
    return done.exit_code, done.output


@pytest.fixture
def quick(monkeypatch):
    """Without torch, whose import takes seconds."""
    monkeypatch.setattr(self_test, "find_spec", lambda name: None)


def test_a_healthy_installation(quick):
    code, said = examine()
    assert code == 0, said
    assert f"this machine has {', '.join(_native.instruction_sets())}" in said
    assert re.findall("^passed: ([a-z ]+):", said, re.MULTILINE) == ["engine native", "model and stream"]
    assert said.endswith("everything works\n")


def test_json_is_the_same(quick):
    code, said = examine("--json")
    found = json.loads(said)
    assert code == 0
    assert found["healthy"] is True
    assert found["native"]["instruction_sets"] == _native.instruction_sets()
    assert {test["passed"] for test in found["self_test"].values()} == {True}


def test_every_engine_that_is_here_is_tested():
    assert list(self_test.run_self_test()) == ["engine native", "engine pytorch", "model and stream"]


def test_an_extra_is_named_with_the_command_that_installs_it(monkeypatch):
    extras = set(metadata("elman").get_all("Provides-Extra")) - {"docs", "test"}
    monkeypatch.setattr(command, "distribution", _nothing_is_installed)
    missing = command._missing_of_extras()
    assert set(missing) == extras
    assert missing["onnx"] == ["onnx", "onnxruntime"]
    assert "pip install onnx onnxruntime" in "\n".join(command._lines_of_extras(missing))


def _nothing_is_installed(name):
    raise command.PackageNotFoundError(name)


def wrong_steps(monkeypatch):
    """The engine takes a window's inputs for a bit larger than they are."""
    right = NativeNetwork.train_window
    monkeypatch.setattr(
        NativeNetwork,
        "train_window",
        lambda self, x, y, weight=None, state=None: right(self, x * np.float32(1.001), y, weight, state),
    )
    return "engine native"


def state_forgotten(monkeypatch):
    """A network that does not carry its state from window to window."""
    right = NativeNetwork.train_window
    monkeypatch.setattr(
        NativeNetwork, "train_window", lambda self, x, y, weight=None, state=None: right(self, x, y, weight)
    )
    return "engine native"


def stream_forgets(monkeypatch):
    """A stream that begins anew at every row."""
    right = Stream.step

    def step(self, row):
        self.reset()
        return right(self, row)

    monkeypatch.setattr(Stream, "step", step)
    return "model and stream"


def no_such_instruction_set(monkeypatch):
    monkeypatch.setenv("ELMAN_ISA", "abacus")
    return "engine native"


@pytest.mark.parametrize(
    "mutant",
    [wrong_steps, state_forgotten, stream_forgets, no_such_instruction_set],
    ids=lambda f: f.__name__,
)
def test_what_is_wrong_is_noticed(mutant, quick, monkeypatch):
    broken = mutant(monkeypatch)
    code, said = examine()
    assert code == 1
    assert f"FAILED: {broken}: " in said
    assert said.endswith("report all of this\n")


def test_an_installation_without_the_extension_is_said_to_be_so(monkeypatch):
    lines = command._lines_of_native({"missing": "No module named 'elman._native'"})
    assert "Install elman again, from the checkout" in lines[0]
