"""Signals that are well written and hard to learn: constant, huge, tiny, dead, missing for long."""

import numpy as np
import pytest

from elman.cli import run

N = 200
ROW = np.arange(N)
U = np.random.default_rng(0).normal(size=N)
Y = np.convolve(U, [0.5, 0.3])[:N]
ONE = np.ones(N)
TRAINING = ROW < 160
FIT = ["fit", "data.csv", "--input", "u", "--target", "y", "--output", "new.safetensors"]
QUICK = ["--steps", "40", "--hidden-size", "4", "--threads", "1"]


def known(where, values):
    """The values where they are known, missing elsewhere."""
    return np.where(where, values, np.nan)


USABLE = {
    "constant target": (U, ONE, [], ["'y' is constant in the training part (1)"]),
    "target of zeros": (U, 0 * ONE, [], ["'y' is constant in the training part (0)"]),
    "constant input": (ONE, Y, [], ["'u' is constant in the training part (1)"]),
    "input that wakes up after the training part": (
        np.where(TRAINING, 0.0, U),
        Y,
        [],
        ["'u' is constant in the training part (0)"],
    ),
    "target that stops in the validation part": (U, np.where(TRAINING, Y, 1.0), [], []),
    "both constant": (ONE, ONE, [], ["'u' is constant", "'y' is constant"]),
    "near the largest float": (U * 1e37, Y * 1e37, [], []),
    "near the smallest float": (U * 1e-38, Y * 1e-38, [], []),
    "below the normal floats": (U * 1e-44, Y * 1e-44, [], []),
    "one spike, robust scaling": (np.where(ROW == 5, 1e6, 0.0), Y, ["--scaling", "robust"], []),
    "input that dies": (known(ROW < 190, U), Y, [], ["Input 'u' is missing 10 times; the last known"]),
    "late input": (known(ROW > 9, U), Y, [], ["Input 'u' begins with 10 missing values"]),
    "target every tenth row": (U, known(ROW % 10 == 0, Y), [], []),
    "absurd learning rate": (U, Y, ["--learning-rate", "1e30"], []),
}
REFUSED = {
    "too large without scaling": (
        *(U * 1e37, Y * 1e37, ["--scaling", "none"]),
        r"loss must stay finite, got (nan|inf) at step 0, before any step: the inputs, targets or parameters",
    ),
    "nothing survives the first step": (
        *(U, Y, ["--learning-rate", "1e30", "--schedule", "carry", "--cell", "rnn_relu"]),
        r"validation score must stay finite, got nan at step 1\. Lower the learning rate",
    ),
    "no target to validate on": (
        *(U, known(TRAINING, Y), []),
        r"validation must have at least one target to score, got none\. Give a larger share",
    ),
    "no target to train on": (
        *(U, known(~TRAINING, Y), []),
        r"'y' must have a value in the training part, and all 160 are missing",
    ),
    "no input to train on": (
        *(known(~TRAINING, U), Y, []),
        r"'u' must have a value in the training part, and all 160 are missing",
    ),
    "a missing input where none may be": (
        *(known(ROW != 7, U), Y, ["--missing", "error"]),
        r"input 'u' must have a value in every row, and it has none in row 7 of sequence 1 \(1 such in all\)",
    ),
    "every row a sequence of its own": (
        *(U, Y, ["--id", "row"]),
        r"a sequence must have at least 2 rows to be split, got 200 sequences with at most 1 row each",
    ),
}


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Writes the table into an empty working folder."""
    monkeypatch.chdir(tmp_path)

    def rows(u, y):
        cells = [["" if np.isnan(value) else repr(float(value)) for value in values] for values in (u, y)]
        lines = [f"{row},{a},{b}" for row, (a, b) in enumerate(zip(*cells, strict=True))]
        (tmp_path / "data.csv").write_text("\n".join(["row,u,y", *lines]) + "\n")
        return tmp_path

    return rows


@pytest.mark.parametrize("case", USABLE)
def test_a_hard_signal_gives_a_model_that_every_command_takes(case, write, capsys):
    u, y, options, notes = USABLE[case]
    folder = write(u, y)
    assert run([*FIT, *QUICK, *options, "--plot", "fit.png"]) == 0
    told = capsys.readouterr().err.splitlines()
    assert len(told) == len(notes), told
    for line, note in zip(told, notes, strict=True):
        assert line.startswith(f"note: {note}")
    assert run(["evaluate", "new.safetensors", "data.csv", "--json"]) == 0
    assert run(["plot", "new.safetensors", "data.csv", "--output", "new.png"]) == 0
    assert run(["predict", "new.safetensors", "data.csv", "--output", "new.csv"]) == 0
    predicted = np.loadtxt(folder / "new.csv", delimiter=",", skiprows=1, usecols=2)
    # Rows at the end without any input are left out, and a note says so.
    assert predicted.shape == (len(u),)
    assert np.isfinite(predicted).all()


@pytest.mark.parametrize("case", REFUSED)
def test_a_signal_that_cannot_be_learned_from_is_refused(case, write, refuses):
    u, y, options, sentence = REFUSED[case]
    refuses(write(u, y), [*FIT, *QUICK, *options], sentence)
