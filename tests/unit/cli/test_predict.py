"""`elman predict`: tomorrow goes on where today ended."""

import csv

import numpy as np

from elman.cli import run
from elman.network import State
from tests.unit.model.conftest import table


def write(path, u, ids=None):
    rows = [[f"{value:.6f}" if np.isfinite(value) else ""] for value in u]
    if ids is not None:
        rows = [[*row, name] for row, name in zip(rows, ids, strict=True)]
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["u"] if ids is None else ["u", "id"], *rows])


def predicted(path):
    with path.open() as file:
        return [row["y"] for row in csv.DictReader(file)]


def test_a_saved_state_goes_on(model, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    model.save("m.safetensors")
    u = table(60, seed=4)["u"]
    u[[0, 28, 29, 30, 31]] = np.nan
    for name, part in (("both.csv", u), ("today.csv", u[:30]), ("tomorrow.csv", u[30:])):
        write(tmp_path / name, part)
    predict = ["predict", "m.safetensors"]
    assert run([*predict, "both.csv", "--output", "b.csv"]) == 0
    assert run([*predict, "today.csv", "--output", "1.csv", "--save-state", "s"]) == 0
    assert State.load("s").inputs.steps_B.tolist() == [30]
    assert run([*predict, "tomorrow.csv", "--output", "2.csv", "--state", "s", "--save-state", "s"]) == 0
    assert predicted(tmp_path / "1.csv") + predicted(tmp_path / "2.csv") == predicted(tmp_path / "b.csv")
    assert State.load("s").inputs.steps_B.tolist() == [60]


def test_sequences_of_a_table_go_on_by_id(model, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    model.save("m.safetensors")
    u = table(40, seed=5)["u"]
    write(tmp_path / "both.csv", u, np.repeat(["a", "b"], 20))
    write(tmp_path / "first.csv", u[np.arange(40) % 20 < 9], np.repeat(["a", "b"], 9))
    write(tmp_path / "rest.csv", np.concatenate([u[29:], u[9:20]]), np.repeat(["b", "a"], 11))
    predict = ["predict", "m.safetensors", "--id", "id", "--output"]
    assert run([*predict, "b.csv", "both.csv"]) == 0
    assert run([*predict, "1.csv", "first.csv", "--save-state", "s"]) == 0
    assert run([*predict, "2.csv", "rest.csv", "--state", "s"]) == 0
    whole, rest = predicted(tmp_path / "b.csv"), predicted(tmp_path / "2.csv")
    assert rest == whole[29:] + whole[9:20]
    assert run(["predict", "m.safetensors", "rest.csv", "--output", "3.csv", "--state", "s"]) == 2
    assert "state must be for 1 sequences, got one for 2" in capsys.readouterr().err
    assert not (tmp_path / "3.csv").exists()
