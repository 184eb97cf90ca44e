"""Where results go: a full disk, a device that takes nothing, a reader that has gone, Ctrl-C at any time."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from tests.hostile.conftest import FIT, QUICK, contents

DEMO = ["demo", "--windows", "20"]
PRINTING = {
    "help": ["--help"],
    "help of a command": ["fit", "--help"],
    "version": ["--version"],
    "info": ["info", "model.safetensors"],
    "info as JSON": ["info", "model.safetensors", "--json"],
    "evaluate": ["evaluate", "model.safetensors", "good.csv"],
    "evaluate as JSON": ["evaluate", "model.safetensors", "good.csv", "--json"],
    "backtest": ["backtest", "good.csv", "--target", "y", "--horizon", "3", "--json"],
    "demo": [*DEMO, "--no-plot"],
    "demo as JSON": [*DEMO, "--no-plot", "--json"],
    "fit": [*FIT, *QUICK],
    "fit as JSON": [*FIT, *QUICK, "--json"],
    "predict": ["predict", "model.safetensors", "good.csv", "--output", "p.csv"],
    "plot": ["plot", "model.safetensors", "good.csv", "--output", "p.png"],
    "export": ["export", "model.safetensors", "--output", "p.c"],
    "export as JSON": ["export", "model.safetensors", "--output", "p.c", "--json"],
}
WRITING = {
    **{
        f"{name} {suffix}": [*call, f"p.{suffix}"]
        for name, call, suffixes in (
            ("predict", ["predict", "model.safetensors", "good.csv", "--output"], ("csv", "parquet")),
            ("plot", ["plot", "model.safetensors", "good.csv", "--output"], ("png", "svg", "pdf")),
            ("export", ["export", "model.safetensors", "--output"], ("onnx", "c", "py")),
            ("demo", [*DEMO, "--quiet", "--plot"], ("png", "pdf")),
        )
        for suffix in suffixes
    },
    "fit": [*FIT, *QUICK],
    "fit with a picture": [*FIT, *QUICK, "--plot", "p.pdf"],
    "state": [
        *("predict", "model.safetensors", "good.csv", "--output", "../p.csv"),
        *("--save-state", "s.state"),
    ],
    "stream": ["stream", "model.safetensors", "--save-state", "s.state"],
}


def elman(arguments, cwd, **options):
    return subprocess.run(
        [sys.executable, "-m", "elman", *arguments],
        cwd=cwd,
        check=False,
        timeout=120,
        **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "input": b"u\n", **options},
    )


@pytest.mark.parametrize("call", PRINTING.values(), ids=PRINTING)
def test_output_that_cannot_be_written_is_a_sentence(call, folder):
    with open("/dev/full", "wb") as full:
        done = elman(call, folder, stdout=full)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1 + done.stderr.count(b"note: "), done.stderr.decode()
    assert done.stderr.startswith((b"elman: ", b"note: "))
    assert b"No space left on device" in done.stderr


@pytest.mark.parametrize("name", ["info", "evaluate as JSON", "fit", "predict", "export"])
def test_a_reader_that_has_gone_changes_nothing(name, folder):
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "wb") as sink:
        done = elman(PRINTING[name], folder, stdout=sink)
    assert done.returncode == 0
    assert all(line.startswith(b"note: ") for line in done.stderr.splitlines()), done.stderr
    outputs = {"fit": "new.safetensors", "predict": "p.csv", "export": "p.c"}
    assert name not in outputs or (folder / outputs[name]).exists()


@pytest.mark.parametrize("name", ["evaluate", "fit", "predict"])
def test_notes_that_nobody_can_read_stop_nothing(name, folder):
    with open("/dev/full", "wb") as full:
        done = elman(PRINTING[name], folder, stderr=full)
    assert done.returncode == 0
    assert done.stdout


@pytest.fixture
def full_disk(tmp_path, folder):
    """A small disk that holds the table and the model, and not a byte more."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=128k", "tmpfs", str(disk)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk needs the right to mount one")
    try:
        for name in ("good.csv", "model.safetensors"):
            (disk / name).write_bytes((folder / name).read_bytes())
        with open(disk / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.parametrize("call", WRITING.values(), ids=WRITING)
def test_a_full_disk_is_a_sentence_and_leaves_nothing_half(call, full_disk):
    before = contents(full_disk)
    done = elman(call, full_disk)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith(b"elman: ")
    assert b"No space left on device" in done.stderr.splitlines()[-1]
    assert b"Traceback" not in done.stderr
    assert contents(full_disk) == before


@pytest.mark.parametrize(
    "call", [*(PRINTING[name] for name in ("evaluate", "plot", "export", "fit", "help"))], ids=" ".join
)
def test_ctrl_c_at_any_moment_ends_with_130_and_no_traceback(call, folder):
    moments = random.Random(" ".join(call))
    before = contents(folder)
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-m", "elman", *call], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        ) as process:
            time.sleep(moments.uniform(0.05, 1.2))
            process.send_signal(signal.SIGINT)
            _, said = process.communicate(timeout=60)
        # Before a line of ours is read it is Python that says where it was interrupted.
        ours = b"elman/cli" in said or b"elman: interrupted" in said
        assert b"Traceback" not in said or not ours, said.decode()
        assert process.returncode in (0, 130, -signal.SIGINT)
        made = set(contents(folder)) - set(before)
        assert not {name for name in made if "partial" in name}
