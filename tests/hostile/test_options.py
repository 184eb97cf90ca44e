"""Every wrong option is answered by a sentence before any work is done, and leaves every file as it was."""

import os

import numpy as np
import pytest
from safetensors.numpy import save_file

from elman.cli import run
from tests.attack.files import take_apart
from tests.hostile.conftest import FIT, QUICK, contents
from tests.hostile.option_cases import OPTION_CASES, fit


@pytest.fixture
def crowded(folder):
    """The working folder with folders, pipes, links and other files in the way."""
    for name in ("folder.csv", "folder.onnx", "folder.png", "folder.safetensors"):
        (folder / name).mkdir()
    for name in ("pipe.csv", "pipe.py", "pipe.safetensors"):
        os.mkfifo(folder / name)
    (folder / "link.csv").symlink_to("good.csv")
    (folder / "link.onnx").symlink_to("model.safetensors")
    (folder / "loop.csv").symlink_to("loop.csv")
    (folder / "words.txt").write_text("no model")
    (folder / "wide.csv").write_text("u,v,y\n" + "1,2,3\n4,5,6\n" * 10)
    (folder / "other.csv").write_text("valve,flow\n" + "1,2\n3,4\n" * 10)
    return folder


def named(case):
    text = " ".join(case[0]).replace(" ".join(FIT[2:]), "..").replace(" ".join(QUICK), "..")
    return text[:80]


@pytest.mark.parametrize("case", OPTION_CASES, ids=named)
def test_a_wrong_option_is_refused(case, crowded, refuses):
    refuses(crowded, *case)


def test_an_output_that_was_there_is_untouched_by_a_refusal(folder, refuses):
    (folder / "new.safetensors").write_bytes(b"an older model")
    refuses(folder, fit("--cell", "gur"), r"unknown cell")
    refuses(folder, fit(columns=("z", "y")), r"unknown column")
    refuses(folder, fit("--rows", "120:"), r"rows must be in")


def test_a_checkpoint_of_other_data_or_options_is_refused(folder, refuses, interrupted_fit):
    checkpoint = interrupted_fit(folder)
    (folder / "other.csv").write_text((folder / "good.csv").read_text().replace("0.1", "0.2"))
    columns = ["--input", "u", "--target", "y", "--output", "new.safetensors"]
    start = ["--steps", "30", "--no-trials", "--hidden-size", "2", "--checkpoint", checkpoint]
    message = r"checkpoint must be of the same options and data, got .* of other {}\. Run the command that"
    refuses(folder, ["fit", "other.csv", *columns, *start], message.format("data"))
    refuses(folder, ["fit", "good.csv", *columns, *start, "--seed", "5"], message.format("options"))


A_FIT_WROTE = r"checkpoint must be a file that a fit has written"
CHECKPOINT_DAMAGES = {
    "cut": (lambda path: path.write_bytes(path.read_bytes()[:-100]), rf"{A_FIT_WROTE}, got .* truncated"),
    "empty": (lambda path: path.write_bytes(b""), rf"{A_FIT_WROTE}, got .*, which is empty"),
    "array missing": (
        lambda path: change(path, losses=None),
        r"checkpoint must be whole, got .*arrays by name",
    ),
    "no record": (
        lambda path: save_file({"a": np.zeros(2)}, path),
        rf"{A_FIT_WROTE}, got .* without its record",
    ),
    "record is a list": (lambda path: change(path, [1]), r"the record of .* is damaged"),
    "record is short": (lambda path: change(path, {"format": 1}), r"the record of .*must have the fields"),
    "newer": (lambda path: change(path, {"format": 9}), r".* cannot be read by .*: format must be 1, got 9"),
    "a bit": (
        lambda path: path.write_bytes(path.read_bytes()[:-1] + b"!"),
        r".* checksum tells that a part of it has changed",
    ),
}


def change(path, record=None, **arrays):
    """Replaces the record or arrays of a checkpoint, as 0.1.0 could have written it; None takes one away."""
    parts = take_apart(path.read_bytes())
    parts.record = parts.record if record is None else record
    parts.arrays = {name: array for name, array in (parts.arrays | arrays).items() if array is not None}
    path.write_bytes(parts.unsealed())


@pytest.mark.parametrize("case", CHECKPOINT_DAMAGES)
def test_a_damaged_checkpoint_is_refused(case, folder, refuses, interrupted_fit):
    damage, sentence = CHECKPOINT_DAMAGES[case]
    checkpoint = interrupted_fit(folder)
    damage(folder / checkpoint)
    quick = ["--steps", "30", "--no-trials", "--hidden-size", "2", "--checkpoint", checkpoint]
    refuses(folder, [*FIT, *quick], sentence)


@pytest.fixture
def interrupted_fit(monkeypatch, capsys):
    """Leaves a checkpoint behind: Ctrl-C comes at the 20th of 30 steps."""

    def fit_until(folder):
        from elman.training.checkpoint import CheckpointFile

        plain = CheckpointFile.save_if_due

        def save(self, memory, network):
            self.save(memory, network)
            if memory.history.num_windows == 20:
                raise KeyboardInterrupt

        monkeypatch.setattr(CheckpointFile, "save_if_due", save)
        quick = ["--steps", "30", "--no-trials", "--hidden-size", "2"]
        assert run([*FIT, *quick, "--checkpoint", "run.checkpoint"]) == 130
        monkeypatch.setattr(CheckpointFile, "save_if_due", plain)
        (folder / "new.safetensors").unlink()
        capsys.readouterr()
        return "run.checkpoint"

    return fit_until


def test_too_little_memory_is_a_sentence(folder, refuses, monkeypatch):
    def fail(*arguments, **options):
        raise MemoryError

    monkeypatch.setattr("elman.api.model_fit.read_prepared", fail)
    refuses(folder, [*FIT, *QUICK], r"the work must fit into memory, and it does not\. Choose a smaller")


@pytest.mark.parametrize(
    ("arguments", "left"),
    [
        (fit("--rows", ":"), "new.safetensors"),
        (fit(data=("good.csv", "good.csv")), "new.safetensors"),
        (fit("--from", "model.safetensors"), "new.safetensors"),
        (fit("--from", "model.safetensors", output="model.safetensors"), "model.safetensors"),
        (fit(quick=["--epochs", "0.0001", "--no-trials"]), "new.safetensors"),
        (fit(columns=(" u ", "y")), "new.safetensors"),
        (fit(output="link.safetensors"), "link.safetensors"),
        (["predict", "model.safetensors", "good.csv", "--output", "new.CSV"], "new.CSV"),
        (["evaluate", "model.safetensors", "good.csv", "--skip", "119"], None),
        (["evaluate", "model.safetensors", "good.csv", "--rows", "100:9999"], None),
    ],
    ids=lambda part: " ".join(part)[:70] if isinstance(part, list) else str(part),
)
def test_an_unusual_option_is_no_error(arguments, left, folder):
    (folder / "link.safetensors").symlink_to("elsewhere.safetensors")
    before = contents(folder)
    assert run(arguments) == 0
    changed = {name for name, content in contents(folder).items() if before.get(name) != content}
    assert changed - {"elsewhere.safetensors"} == ({left} if left else set())
    assert (folder / "link.safetensors").is_symlink()


def test_the_check_of_refusals_can_fail(folder, refuses, monkeypatch):
    with pytest.raises(AssertionError):
        refuses(folder, ["info", "model.safetensors"], r"")
    with pytest.raises(AssertionError):
        refuses(folder, ["info", "none.safetensors"], r"another sentence")

    def leave_a_file(*arguments, **options):
        (folder / "half.partial").touch()
        raise MemoryError

    monkeypatch.setattr("elman.api.model_fit.read_prepared", leave_a_file)
    with pytest.raises(AssertionError):
        refuses(folder, [*FIT, *QUICK], r"the work must fit into memory")
