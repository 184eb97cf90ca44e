"""The same in processes of their own: no traceback, the exit code reaches the shell, full disks are named."""

import os
import resource
import subprocess
import sys

import pytest

from tests.hostile.conftest import FIT, QUICK, contents


def elman(*arguments, cwd, largest_file=None):
    """Runs a command line; `largest_file` stands in for a disk with so many bytes left."""

    def limit():
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.run(
        [sys.executable, "-m", "elman", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env=os.environ | {"PYTHONWARNINGS": "error"},
        preexec_fn=limit,
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["fit", "none.csv", *FIT[2:]], "none.csv must be a file, and there is none. Check the path."),
        ([*FIT[:-1], "new.pt"], "output must end in .safetensors, got 'new.pt'."),
        ([*FIT, "--budget", "soon"], "budget must be a time above 0, got 'soon'. Write 60s, 15m or 1h."),
        (["evaluate", "good.csv", "good.csv"], "model must be a file that elman wrote, got 'good.csv'"),
        (["predict", "model.safetensors", "good.csv", "--output", "x.xlsx"], "output must end in .csv or"),
    ],
    ids=lambda part: part[0] if isinstance(part, list) else "",
)
def test_a_refusal_reaches_the_shell(arguments, sentence, folder):
    before = contents(folder)
    done = elman(*arguments, cwd=folder)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"elman: {sentence}")
    assert done.stderr.count("\n") == 1
    assert contents(folder) == before


def test_a_good_fit_says_nothing_on_stderr_and_leaves_the_model(folder):
    before = contents(folder)
    done = elman(*FIT, *QUICK, cwd=folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert set(contents(folder)) == {*before, "new.safetensors"}


@pytest.mark.parametrize(
    ("arguments", "name", "file"),
    [
        ([*FIT, *QUICK], "model", "new.safetensors"),
        ([*FIT, *QUICK, "--checkpoint", "a.checkpoint"], "checkpoint", "a.checkpoint"),
        (["predict", "model.safetensors", "good.csv", "--output", "new.csv"], "output", "new.csv"),
        (["predict", "model.safetensors", "good.csv", "--output", "new.parquet"], "output", "new.parquet"),
        (["plot", "model.safetensors", "good.csv", "--output", "new.png"], "plot", "new.png"),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_a_full_disk_is_named_and_nothing_half_is_left(arguments, name, file, folder):
    (folder / "new.csv").write_text("an older table")
    before = contents(folder)
    done = elman(*arguments, cwd=folder, largest_file=500)
    assert (done.returncode, done.stdout) == (2, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"elman: {name} must be a file that can be written, got '{file}' (")
    assert "File too large" in last
    assert "Traceback" not in done.stderr
    assert contents(folder) == before


def test_a_reader_that_goes_away_leaves_no_traceback(folder):
    command = f"{sys.executable} -m elman info model.safetensors --json | true"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("", "")
