"""What is predicted joins back to its table: by row, by id and time; states by name; steps compared."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

import elman
from elman.cli.app import run
from elman.data import Step
from elman.errors import ArgumentError, StateError, UnknownNameError

FEW = {"steps": 20, "trials": False, "hidden_size": 4, "threads": 1}


def record(rows, seed):
    rng = np.random.default_rng(seed)
    u = rng.standard_normal(rows)
    return {"u": u, "y": np.convolve(u, 0.7 ** np.arange(20))[:rows]}


def stamped(rows, seed, *, start="2024-03-01 00:00:00", step="1s"):
    stamps = pd.date_range(start, periods=rows, freq=step).strftime("%Y-%m-%d %H:%M:%S.%f")
    return pd.DataFrame({"when": stamps, **record(rows, seed)})


@pytest.fixture(scope="module")
def model():
    return elman.fit(stamped(300, 0), inputs="u", targets="y", time="when", **FEW)


@pytest.fixture
def interleaved(tmp_path):
    """Two units, row by row in turns, in a file."""
    one, two = (stamped(40, seed).assign(unit=unit) for seed, unit in ((1, "b"), (2, "a")))
    table = pd.concat([one, two]).sort_index(kind="stable")
    path = tmp_path / "units.csv"
    table.to_csv(path, index=False)
    return path


@pytest.mark.parametrize("rows", [None, "10:31"])
def test_the_output_joins_back(model, interleaved, rows, tmp_path):
    table = pd.read_csv(interleaved)
    first, last = (0, len(table)) if rows is None else map(int, rows.split(":"))
    model.save(tmp_path / "m.safetensors")
    words = ["predict", str(tmp_path / "m.safetensors"), str(interleaved), "--id", "unit", "--time", "when"]
    words += ["--with", "inputs,truth,error", "--output", str(tmp_path / "out.csv"), "--quiet"]
    assert run(words + (["--rows", rows] if rows else [])) == 0
    out = pd.read_csv(tmp_path / "out.csv")
    part = table.iloc[first:last]
    assert out["row"].tolist() == list(range(first, last))
    assert out["unit"].tolist() == part["unit"].tolist()
    assert out["when"].tolist() == part["when"].tolist()
    np.testing.assert_array_equal(out["u"], part["u"])
    np.testing.assert_array_equal(out["y-truth"], part["y"])
    np.testing.assert_array_equal(out["y-error"], out["y"] - out["y-truth"])
    for unit, rows_of_unit in part.groupby("unit"):
        alone = model.predict({"u": rows_of_unit["u"].to_numpy()}).values_NO[:, 0]
        np.testing.assert_array_equal(out.loc[out["unit"] == unit, "y"], alone)
    joined = part.merge(out, on=["unit", "when"], suffixes=("", "-predicted"))
    np.testing.assert_array_equal(joined["y-predicted"], out["y"])


def test_several_files_and_ids_of_several_columns(model, tmp_path):
    for name in ("one", "two"):
        stamped(6, 3).assign(plant="x", unit=[1, 2] * 3).to_parquet(tmp_path / f"{name}.parquet")
    files = [tmp_path / "one.parquet", tmp_path / "two.parquet"]
    columns = model.predict(files, id=["plant", "unit"], time="when").columns()
    assert list(columns) == ["sequence", "row", "plant", "unit", "when", "y"]
    assert columns["row"].tolist() == [*range(6), *range(6)]
    assert columns["unit"].tolist() == [1, 2] * 6
    assert len(set(columns["sequence"])) == 4


def test_a_zone_is_written_with_its_offset(model):
    stamps = pd.date_range("2024-03-31 00:00", periods=4, freq="1h", tz="Europe/Berlin")
    columns = model.predict(pd.DataFrame({"when": stamps, "u": 1.0}), time="when").columns()
    assert columns["when"].tolist() == [stamp.isoformat() for stamp in stamps]


def test_what_was_not_read_is_no_column(model):
    prediction = model.predict(record(9, 4))
    assert list(prediction.columns("inputs")) == ["sequence", "row", "y", "u"]
    with pytest.raises(
        ArgumentError, match=r"^more must name columns that were read, got 'truth'\. Give truth=True"
    ):
        prediction.columns(["truth"])
    with pytest.raises(UnknownNameError, match=r"unknown column of a prediction 'erorr'.*error"):
        prediction.columns("erorr")


def test_files_in_another_order_keep_their_states(model, tmp_path):
    for name, seed in (("one", 5), ("two", 6)):
        pd.DataFrame(record(50, seed)).to_csv(tmp_path / f"{name}.csv", index=False)
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    _, state = model.predict([one, two], return_state=True)
    there = model.predict([one, two], state=state).values_NO
    back = model.predict([two, one], state=state).values_NO
    assert not np.array_equal(there[:50], there[50:])
    np.testing.assert_array_equal(back, np.concatenate([there[50:], there[:50]]))
    (tmp_path / "three.csv").write_bytes(one.read_bytes())
    with pytest.raises(StateError, match=r"got 'one.csv', 'two.csv' in the state and 'two.csv', 'three.csv'"):
        model.predict([two, tmp_path / "three.csv"], state=state)
    pd.DataFrame(record(50, 6)).to_csv(tmp_path / "four.csv", index=False)
    others = model.predict([tmp_path / "three.csv", tmp_path / "four.csv"], state=state).values_NO
    np.testing.assert_array_equal(others, there)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            "10s",
            r"are 10 s apart, and the model knows rows 1 s apart: .* time runs 10 times as fast .* --step 1s",
        ),
        ("500ms", r"are 0\.5 s apart, .* time runs 0\.5 times as fast"),
        ("1s", None),
    ],
)
def test_rows_in_another_step_are_told(model, step, said):
    table = stamped(20, 7, step=step)
    notes = [*model.predict(table, time="when").notes, *model.evaluate(table, time="when").prediction.notes]
    found = [note for note in notes if "apart" in note]
    assert len(found) == (0 if said is None else 2)
    for note in found:
        assert pd.Series([note]).str.contains(said).all(), note


def test_the_step_is_part_of_the_file(model, tmp_path):
    assert model.record.step == Step(1.0, "s")
    model.save(tmp_path / "m.safetensors")
    assert elman.load(tmp_path / "m.safetensors").record == model.record
    assert "rows: 1 s apart" in model.describe()
    plain = model.record.to_dict()
    del plain["step"]
    assert type(model.record).from_dict(plain) == dataclasses.replace(model.record, step=None)


def test_sequences_that_differ_in_their_step_are_told_at_the_fit():
    tables = [stamped(200, 8), stamped(60, 9, step="10s")]
    fitted = elman.read_sequences(tables, inputs="u", targets="y", time="when")
    assert fitted.steps == (Step(1.0, "s"), Step(10.0, "s"))
    model = elman.fit(tables, inputs="u", targets="y", time="when", **FEW)
    assert model.record.step == Step(1.0, "s")


def test_numbers_and_moments_have_no_step_in_common(model):
    numbers = pd.DataFrame({"when": np.arange(9.0), "u": 1.0})
    (note,) = (note for note in model.predict(numbers, time="when").notes if "apart" in note)
    assert note.endswith("the same in time.")
