"""Names and cells of users are shown, and never obeyed: by a terminal, a spreadsheet, or the file system."""

import json
import os
import subprocess
import sys

import numpy as np
import polars as pl
import pytest

from elman.cli import run
from elman.printable import printable
from tests.hostile.conftest import FIT, QUICK

ESC = "\x1b]0;owned\x07\x1b[31m"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain: é 电 \t\n 5\u00a0°C 👩\u200d🔬", "plain: é 电 \t\n 5\u00a0°C 👩\u200d🔬"),
        ("\x1b[2J\x07\r\x00\x7f\x9b", r"\x1b[2J\x07\x0d\x00\x7f\x9b"),
        ("a\u202eb\u2066c\u2028", r"a\u202eb\u2066c\u2028"),
        (os.fsdecode(b"d\xff\xfe.csv"), r"d\xff\xfe.csv"),
        ("\ud800", r"\ud800"),
    ],
)
def test_what_a_terminal_would_obey_is_escaped(text, shown):
    assert printable(text) == shown


def elman(*arguments, cwd, **environment):
    done = subprocess.run(
        [sys.executable, "-m", "elman", *arguments],
        cwd=cwd,
        capture_output=True,
        check=False,
        timeout=120,
        env=os.environ | {"PYTHONWARNINGS": "error"} | environment,
    )
    assert b"Traceback" not in done.stderr, done.stderr.decode(errors="replace")
    return done


def no_orders(output):
    """Nothing but text and its line ends."""
    return all(byte >= 32 or byte in b"\t\n" for byte in output) and b"\x7f" not in output


@pytest.fixture
def wild(folder):
    """A table whose columns and whose name have orders to a terminal, in bytes that are no UTF-8."""
    name = os.fsdecode(b"d\xff" + ESC.encode() + b".csv")
    text = (folder / "good.csv").read_text().replace("u,y", f"u{ESC}\x7f,$y$ {ESC}")
    (folder / name).write_text(text)
    columns = ["--input", f"u{ESC}\x7f", "--target", f"$y$ {ESC}"]
    return folder, name, columns


def test_no_command_gives_orders_to_a_terminal(wild):
    folder, name, columns = wild
    model = os.fsdecode(b"m\xff\x1b.safetensors")
    calls = [
        ["fit", name, *columns, "--output", model, *QUICK, "--plot", os.fsdecode(b"f\xff\x1b.svg")],
        ["info", model],
        ["info", model, "--json"],
        ["evaluate", model, name],
        ["evaluate", model, name, "--json"],
        ["predict", model, name, "--output", os.fsdecode(b"p\xff\x1b.csv")],
        ["predict", model, name, "--output", os.fsdecode(b"p\xff\x1b.parquet")],
        ["evaluate", model, os.fsdecode(b"p\xff\x1b.parquet"), "--input", "row", "--target", f"$y$ {ESC}"],
        ["plot", model, name, "--output", os.fsdecode(b"p\xff\x1b.png")],
        *(["export", model, "--output", os.fsdecode(b"e\xff." + end)] for end in (b"c", b"onnx", b"py")),
    ]
    for call in calls:
        done = elman(*call, cwd=folder)
        assert done.returncode == 0, (call, done.stderr)
        assert no_orders(done.stdout), call
        assert no_orders(done.stderr), call
        if "--json" in call:
            assert ESC in done.stdout.decode().encode().decode("unicode_escape")
            json.loads(done.stdout)


@pytest.mark.parametrize(
    "call",
    [
        [ESC],
        ["info", ESC],
        ["info", os.fsdecode(b"\xff")],
        ["fit", "good.csv", "--input", ESC, "--target", "y", "--output", "m.safetensors"],
        ["fit", "good.csv", f"--{ESC}", "y"],
        ["predict", "model.safetensors", "good.csv", "--rows", ESC, "--output", "p.csv"],
        ["predict", "model.safetensors", "good.csv", "--output", f"{ESC}/p.csv"],
        ["stream", "model.safetensors", "--format", ESC],
    ],
    ids=lambda call: f"{call[0]} {len(call)}".replace("\x1b", ""),
)
def test_no_refusal_does(call, folder):
    done = elman(*call, cwd=folder)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr.startswith(b"elman: ")
    assert no_orders(done.stderr)


def test_no_sentence_about_a_line_does(folder):
    text = b"u,\x1b[31m\n\x1b[2J,1\n1,2,\x1b\n"
    done = subprocess.run(
        [sys.executable, "-m", "elman", "stream", "model.safetensors"],
        cwd=folder,
        input=text,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr.count(b"\n") == 3
    assert no_orders(done.stderr)


def test_a_terminal_without_the_letters_has_escapes(folder):
    done = elman("demo", "--plot", "π.png", "--windows", "60", cwd=folder, PYTHONIOENCODING="ascii")
    assert done.returncode == 0
    assert done.stdout.endswith(b"picture: \\u03c0.png\n")


def test_a_formula_in_a_cell_is_text_where_that_is_asked_for(folder):
    cells = ["=1+1", "+2", "-3 mm", "@SUM(A1)", "\t=4", "plain", "'5"]
    rows = [f'"{cell}",{number},{number}\n' for number in range(20) for cell in cells]
    (folder / "wild.csv").write_text("unit,u,y\n" + "".join(rows))
    fit = [FIT[0], "wild.csv", *FIT[2:], "--id", "unit", *QUICK, "--quiet"]
    assert run(fit) == 0
    call = ["predict", "new.safetensors", "wild.csv", "--id", "unit", "--quiet"]
    for output in ("p.csv", "p.parquet"):
        assert run([*call, "--output", output]) == 0
        assert run([*call, "--output", f"safe-{output}", "--spreadsheet-safe"]) == 0
        read = pl.read_csv if output.endswith(".csv") else pl.read_parquet
        plain, safe = read(folder / output), read(folder / f"safe-{output}")
        assert set(plain["sequence"]) == {cell.strip() for cell in cells}
        assert set(safe["sequence"]) == {"'=1+1", "'+2", "'-3 mm", "'@SUM(A1)", "'=4", "plain", "'5"}
        assert np.array_equal(plain["y"], safe["y"])
        assert plain.columns == safe.columns
