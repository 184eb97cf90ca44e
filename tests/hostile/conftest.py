"""A working folder with a small good table and a model of it, and what every refusal must be like."""

import re

import numpy as np
import pytest

from elman.cli import run

QUICK = ["--steps", "2", "--no-trials", "--hidden-size", "2", "--threads", "1"]
FIT = ["fit", "good.csv", "--input", "u", "--target", "y", "--output", "new.safetensors"]
NUM_ROWS = 120


def write_table(path):
    """A filtered noise: 120 rows of u and y."""
    u = np.random.default_rng(0).normal(size=NUM_ROWS)
    y = np.convolve(u, [0.5, 0.3, 0.1])[:NUM_ROWS]
    path.write_text("u,y\n" + "".join(f"{a:.5f},{b:.5f}\n" for a, b in zip(u, y, strict=True)))


@pytest.fixture(scope="package")
def model_bytes(tmp_path_factory):
    """What `elman fit` writes for the good table."""
    folder = tmp_path_factory.mktemp("model")
    table, model = folder / "good.csv", folder / "model.safetensors"
    write_table(table)
    columns = ["--input", "u", "--target", "y", "--output", str(model), "--quiet"]
    assert run(["fit", str(table), *columns, *QUICK]) == 0
    return model.read_bytes()


@pytest.fixture
def folder(tmp_path, monkeypatch, model_bytes):
    """The working folder: good.csv and model.safetensors."""
    write_table(tmp_path / "good.csv")
    (tmp_path / "model.safetensors").write_bytes(model_bytes)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def contents(folder):
    """Every file with its bytes, and everything else by name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


@pytest.fixture
def refuses(capsys):
    """Checks that a command line ends with 2 and one sentence, and leaves every file as it was."""

    def check(folder, arguments, sentence):
        before = contents(folder)
        code = run(arguments)
        out, err = capsys.readouterr()
        assert (code, out) == (2, ""), err
        assert re.match(f"elman: {sentence}", err.splitlines()[-1]), err
        assert [line for line in err.splitlines() if not line.startswith("note: ")][1:] == []
        assert contents(folder) == before

    return check
