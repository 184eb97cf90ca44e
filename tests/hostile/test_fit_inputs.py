"""Every bad and awkward file again, through the command line: exit codes, sentences, and no file left."""

import re
import sys

import numpy as np
import pytest

from elman.cli import run
from tests.hostile.cases import CASES
from tests.hostile.conftest import QUICK, contents
from tests.hostile.typed_cases import float_wav

TOO_SHORT = r"a sequence must have at least 2 rows to be split"
NO_TARGET = r"validation must have at least one target to score"


def columns(case):
    """The options of a case as the command line has them."""
    options = {"inputs": ["u"], "targets": ["y"]} | case.options
    arguments = [part for name in options["inputs"] for part in ("--input", name)]
    arguments += [part for name in options["targets"] for part in ("--target", name)]
    for name in ("id", "time"):
        if name in options:
            arguments += [f"--{name}", options[name]]
    if "rows" in options:
        arguments += ["--rows", ":".join("" if row is None else str(row) for row in options["rows"])]
    return arguments


def sentence(case):
    """What the command line says to a bad case; one it refuses earlier, in its own terms."""
    own = {
        "negative rows": r"rows must have the form A:B with whole numbers from 0 up, got '-2:'",
    }
    return own.get(case.name, case.error)


def trouble(case):
    """Why an awkward table that can be read cannot be fitted to; None if it can."""
    if len(case.values) < 2:
        return TOO_SHORT
    return NO_TARGET if np.isnan(case.values[-1][1]) else None


@pytest.fixture
def data(tmp_path, monkeypatch):
    """Writes a case's file into an empty working folder."""

    def write(case):
        monkeypatch.chdir(tmp_path)
        if isinstance(case.content, bytes):
            (tmp_path / case.file).write_bytes(case.content)
        elif case.content:
            case.content(tmp_path / case.file)
        return tmp_path

    return write


BAD = [case for case in CASES if case.error]
# A table that is read for its inputs alone has nothing to fit to.
AWKWARD = [case for case in CASES if not case.error and case.options.get("targets") != []]


def test_there_are_more_than_forty_bad_kinds():
    assert len(BAD) >= 40


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.name)
def test_fit_refuses_a_bad_file(case, data, refuses):
    arguments = ["fit", case.file, *columns(case), "--output", "new.safetensors", *QUICK]
    refuses(data(case), arguments, sentence(case))


@pytest.mark.parametrize("case", AWKWARD, ids=lambda case: case.name)
def test_fit_takes_an_awkward_file_and_says_what_it_did(case, data, refuses, capsys):
    folder = data(case)
    before = contents(folder)
    arguments = ["fit", case.file, *columns(case), "--output", "new.safetensors", *QUICK]
    if trouble(case):
        refuses(folder, arguments, trouble(case))
        return
    code = run(arguments)
    out, err = capsys.readouterr()
    assert code == 0, err
    assert "model: new.safetensors" in out
    told = err.splitlines()
    assert all(line.startswith("note: ") for line in told)
    for note in case.notes:
        assert any(re.match(f"note: {note}", line) for line in told), err
    assert set(contents(folder)) == {*before, "new.safetensors"}
    assert contents(folder)[case.file] == before[case.file]


@pytest.mark.parametrize("case", AWKWARD, ids=lambda case: case.name)
def test_evaluate_takes_an_awkward_file(case, data, model_bytes, capsys):
    folder = data(case)
    (folder / "model.safetensors").write_bytes(model_bytes)
    before = contents(folder)
    code = run(["evaluate", "model.safetensors", case.file, *columns(case)])
    out, err = capsys.readouterr()
    assert code == 0, err
    assert "RMSE" in out
    for note, line in zip(case.notes, err.splitlines(), strict=False):
        assert re.match(f"note: {note}", line)
    assert contents(folder) == before


def test_an_input_that_dies_in_the_validation_part_is_held(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    rows = [f"{row % 7},{row % 5}\n" for row in range(80)] + [f",{row % 5}\n" for row in range(20)]
    (tmp_path / "dead.csv").write_text("u,y\n" + "".join(rows))
    columns = ["--input", "u", "--target", "y", "--output", "new.safetensors"]
    assert run(["fit", "dead.csv", *columns, *QUICK]) == 0
    assert "note: Input 'u' is missing 20 times; the last known value was held." in capsys.readouterr().err


def test_sound_that_needs_an_extra_names_the_command_that_installs_it(tmp_path, monkeypatch, refuses):
    monkeypatch.setitem(sys.modules, "soundfile", None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "amplifier.wav").write_bytes(float_wav(np.array([0.0, 0.5])))
    columns = ["--input", "channel_1", "--target", "channel_2", "--output", "new.safetensors"]
    sentence = r"amplifier\.wav holds sound .* Install it: pip install soundfile"
    refuses(tmp_path, ["fit", "amplifier.wav", *columns], sentence)
