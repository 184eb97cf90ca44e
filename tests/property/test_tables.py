import csv

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from elman.data import read_sequences
from elman.readers.text.cells import is_missing, is_typed

number = st.floats(width=32, allow_nan=False, allow_infinity=False)
row = st.tuples(number, number)
tables = st.lists(row, min_size=1, max_size=30)
limit = st.none() | st.integers(0, 35)
names = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("tables")


def write_csv(path, table, header=("u", "y"), separator=","):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=separator)
        writer.writerow(header)
        writer.writerows([[repr(cell) for cell in cells] for cells in table])


def write_parquet(path, table):
    pl.DataFrame(table, schema={"u": pl.Float64, "y": pl.Float64}, orient="row").write_parquet(path)


WRITERS = {"csv": write_csv, "parquet": write_parquet}


@pytest.mark.parametrize("suffix", WRITERS)
@settings(deadline=None, max_examples=60)
@given(table=tables, start=limit, stop=limit)
def test_rows_are_a_slice_of_the_whole(folder, suffix, table, start, stop):
    start, length = min(start or 0, len(table) - 1), len(table)
    stop = None if stop is None else max(stop, start + 1)
    path = folder / f"rows.{suffix}"
    WRITERS[suffix](path, table)
    part = read_sequences(path, inputs="u", targets="y", rows=(start, stop))
    np.testing.assert_array_equal(part.values_NC, np.array(table)[start:stop])
    assert len(part.notes) == (stop is not None and stop > length)


@settings(deadline=None, max_examples=60)
@given(table=tables, separator=st.sampled_from(",;\t|"), header=st.tuples(names, names))
def test_what_python_writes_is_read(folder, table, separator, header):
    if (
        header[0] == header[1]
        or header[0][0] in "#%"
        or any(map(is_typed, header))
        or all(map(is_missing, header))
    ):
        return
    write_csv(folder / "written.csv", table, header, separator)
    sequences = read_sequences(folder / "written.csv", inputs=header[0], targets=header[1])
    np.testing.assert_array_equal(sequences.values_NC, np.array(table))


@settings(deadline=None, max_examples=60)
@given(ids=st.lists(st.sampled_from("abc"), min_size=1, max_size=30))
def test_every_id_has_its_rows_in_order(ids):
    number_N = np.arange(len(ids), dtype=np.float32)
    frame = pl.DataFrame({"c": ids, "t": number_N, "u": number_N, "y": -number_N})
    sequences = read_sequences(frame, inputs="u", targets="y", id="c", time="t")
    assert sequences.ids == tuple(dict.fromkeys(ids))
    for name, piece_NC in zip(sequences.ids, sequences, strict=True):
        expected_N = [place for place, known in enumerate(ids) if known == name]
        np.testing.assert_array_equal(piece_NC[:, 0], expected_N)
        np.testing.assert_array_equal(piece_NC[:, 1], np.negative(expected_N))
