"""A fit that is killed and started again ends with the very bytes of one that was left alone."""

import json
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from safetensors import SafetensorError, safe_open

from elman.cli import run
from elman.training.checkpoint import CheckpointFile
from kill_resume import CHECKPOINT, FITS, OUTPUT, command, fit_whole, write_table
from tests.attack.files import take_apart

CARRY = FITS["lanes that carry their state"]


class Killed(BaseException):
    """Stands in for the end of the process."""


def steps_saved(folder):
    """Steps in the checkpoint; 0 before there is one, and while it is removed."""
    try:
        with safe_open(folder / CHECKPOINT, framework="numpy") as file:
            return file.get_slice("losses").get_shape()[0]
    except (FileNotFoundError, SafetensorError):
        return 0


def start_until(line, folder, steps):
    """Starts the fit and waits until so many steps are saved."""
    process = subprocess.Popen(line, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    while steps_saved(folder) < steps and process.poll() is None:
        time.sleep(0.005)
    return process


@pytest.fixture
def line(tmp_path):
    """A table beside the working folder, and the command."""
    write_table(tmp_path / "data.csv")
    return command(tmp_path / "data.csv", *CARRY, "--threads", "1")


@pytest.fixture
def places(tmp_path):
    """Two empty working folders."""
    folders = tmp_path / "alone", tmp_path / "killed"
    for folder in folders:
        folder.mkdir()
    return folders


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_fit_killed_three_times_ends_with_the_same_bytes(line, places):
    alone, killed = places
    whole, _ = fit_whole(line, alone)
    for steps in (200, 600, 1_000):
        process = start_until(line, killed, steps)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        assert process.returncode == -signal.SIGKILL
        assert steps <= steps_saved(killed) < 1_500
        assert OUTPUT not in names(killed)
    resumed, _ = fit_whole(line, killed)
    assert resumed == whole
    assert names(killed) == names(alone) == [OUTPUT]


def test_ctrl_c_saves_the_best_model_and_the_same_command_goes_on(line, places):
    alone, stopped = places
    whole, _ = fit_whole(line, alone)
    process = start_until(line, stopped, 300)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert err.splitlines()[-1] == "elman: interrupted"
    assert "Traceback" not in err
    assert "interrupted: the model is the best so far" in out
    assert names(stopped) == [OUTPUT, CHECKPOINT]
    told = subprocess.run(
        [sys.executable, "-m", "elman", "info", OUTPUT, "--json"],
        cwd=stopped,
        capture_output=True,
        check=True,
    )
    options = json.loads(told.stdout)["options"]
    assert options["interrupted"]
    assert not options["exactly_repeatable"]
    assert (stopped / OUTPUT).read_bytes() != whole
    assert fit_whole(line, stopped)[0] == whole
    assert names(stopped) == [OUTPUT]


def test_ctrl_c_before_the_training_leaves_nothing(tmp_path, places):
    folder, _ = places
    write_table(tmp_path / "data.csv")
    process = subprocess.Popen(
        command(tmp_path / "data.csv", "--steps", "10000000", "--threads", "1"),
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr.readline().startswith("note: Input 'u' is missing")
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert out == ""
    assert err.splitlines()[-1] == "elman: interrupted"
    assert "Traceback" not in err
    assert names(folder) == []


@pytest.mark.parametrize(
    "place",
    [
        "elman.data.reading.open_all",
        "elman.model.fitting.prepared.fit_baselines",
        "elman.training.trials.settle",
        "elman.model.file.write_model",
    ],
)
def test_ctrl_c_elsewhere_ends_with_130_and_no_file(place, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    write_table(tmp_path / "data.csv", num_rows=200)

    def interrupt(*arguments, **options):
        raise KeyboardInterrupt

    monkeypatch.setattr(place, interrupt)
    quick = ["--steps", "5", "--input", "u", "--target", "y", "--output", OUTPUT]
    assert run(["fit", "data.csv", *quick]) == 130
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[-1] == "elman: interrupted"
    assert names(tmp_path) == ["data.csv"]


@pytest.fixture
def broken_off(tmp_path, monkeypatch):
    """Runs a fit to its end, and another one that ends after 30 of 60 steps; gives the bytes and the rest."""
    monkeypatch.chdir(tmp_path)
    write_table(tmp_path / "data.csv", num_rows=400)
    quick = ["--schedule", "carry", "--hidden-size", "4", "--steps", "60", "--window", "10", "--quiet"]
    arguments = command(tmp_path / "data.csv", *quick, "--batch-size", "2", "--threads", "1")[3:]
    assert run(arguments) == 0
    whole = (tmp_path / OUTPUT).read_bytes()
    (tmp_path / OUTPUT).unlink()

    def save_and_die(self, memory, network):
        if memory.history.num_windows == 30:
            self.save(memory, network)
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(CheckpointFile, "save_if_due", save_and_die)
        with pytest.raises(Killed):
            run(arguments)
    return arguments, whole


def test_a_broken_off_fit_goes_on_to_the_same_bytes(broken_off, tmp_path):
    arguments, whole = broken_off
    assert run(arguments) == 0
    assert (tmp_path / OUTPUT).read_bytes() == whole
    assert names(tmp_path) == ["data.csv", OUTPUT]


def forget(part):
    """Sets every array of this part of the checkpoint to zero."""

    def change(tensors, header):
        for name in [name for name in tensors if name.startswith(part)]:
            tensors[name] = np.zeros_like(tensors[name])

    return change


def earlier(tensors, header):
    """The optimizer counts one step fewer."""
    header["now"]["step"] -= 1


def other_reasons(tensors, header):
    """The run says of itself that it was resumed."""
    header["reasons"] = "as in the checkpoint"


def a_step_lost(tensors, header):
    """The last window is forgotten, but not what it did."""
    tensors["losses"] = tensors["losses"][:-1]


@pytest.mark.parametrize(
    "mutant",
    [
        *(forget(part) for part in ("now/parameters/", "now/m/", "now/v/", "state")),
        earlier,
        other_reasons,
        a_step_lost,
    ],
)
def test_a_checkpoint_that_forgets_something_ends_with_other_bytes(mutant, broken_off, tmp_path):
    arguments, whole = broken_off
    parts = take_apart((tmp_path / CHECKPOINT).read_bytes())
    mutant(parts.arrays, parts.record)
    (tmp_path / CHECKPOINT).write_bytes(parts.unsealed())
    assert run(arguments) == 0
    assert (tmp_path / OUTPUT).read_bytes() != whole
