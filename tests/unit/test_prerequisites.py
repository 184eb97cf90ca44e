"""What `make` says on a machine that lacks something: one sentence, and exit code 1."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts" / "prerequisites"


@pytest.fixture
def programs(tmp_path):
    """A folder that is all there is on the path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def put(folder, name, text):
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


def ask(folder, python="python3"):
    done = subprocess.run(
        ["/bin/sh", str(SCRIPT), python],
        env={"PATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""
    return done.returncode, done.stderr


def refused(folder, python="python3"):
    code, sentence = ask(folder, python)
    assert code == 1
    assert sentence.startswith("elman: ")
    assert sentence.count("\n") == 1
    return sentence


def real_python(folder, *, without=""):
    """A Python like the one that runs this, which lacks what its programs ask for with one word."""
    put(
        folder,
        "python3",
        f'case "$2" in *"{without or "nothing is missing"}"*) exit 1;; esac\nexec {sys.executable} "$@"',
    )


def test_nothing_is_said_where_nothing_is_missing(programs):
    real_python(programs)
    put(programs, "g++", "exit 0")
    assert ask(programs) == (0, "")


def test_python_is_missing(programs):
    assert "'python3' was not found; name one: make demo PYTHON=python3.12" in refused(programs)
    assert "'python3.13' was not found" in refused(programs, "python3.13")


def test_python_is_too_old(programs):
    put(programs, "python3", 'case "$2" in *print*) echo 3.10;; *version_info*) exit 1;; esac')
    assert "Python 3.11 or newer is needed, and 'python3' is 3.10" in refused(programs)


def test_python_does_not_run(programs):
    put(programs, "python3", "exit 127")
    assert "'python3' does not run" in refused(programs)


def test_venv_is_missing(programs):
    real_python(programs, without="ensurepip")
    assert "apt install python3-venv" in refused(programs)


def test_headers_are_missing(programs):
    real_python(programs, without="Python.h")
    assert "apt install python3-dev" in refused(programs)


def test_the_compiler_is_missing(programs):
    real_python(programs)
    assert "a C++ compiler is needed, and none was found" in refused(programs)


def test_make_stops_at_the_sentence(programs, tmp_path):
    make = shutil.which("make")
    for name in ("find", "sh"):
        (programs / name).symlink_to(shutil.which(name))
    (tmp_path / "scripts").mkdir()
    shutil.copy(SCRIPT, tmp_path / "scripts")
    shutil.copy(SCRIPT.parents[1] / "Makefile", tmp_path)
    done = subprocess.run(
        [make, "demo"], cwd=tmp_path, env={"PATH": str(programs)}, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "elman: Python 3.11 or newer is needed, and 'python3' was not found" in done.stderr
    assert not (tmp_path / ".venv").exists()
