"""Ids and times of a table, kept for frames."""

import sys

import numpy as np
import polars as pl
import pytest

from elman.data import read_sequences
from elman.data.places import below_each_other
from elman.data.reading import read_roles
from elman.tables.packed import packed, unpacked
from elman.tables.roles import Roles

TEXTS = (
    ["a", "bb", ""],
    ["x" * 64, "y", " z "],
    ["x" * 65, "y", "z"],
    ["ä", "b", "c"],
    ["a\0", "b", "c"],
    ["a", None, "c"],
)


@pytest.mark.parametrize("texts", TEXTS)
def test_texts_come_back_as_they_were(texts):
    cells_N = np.array(texts, object)
    assert unpacked(packed(cells_N)).tolist() == texts
    assert all(type(cell) in (str, type(None)) for cell in unpacked(packed(cells_N)))


@pytest.mark.parametrize("cells_N", [np.arange(3), np.arange(3).astype("M8[us]"), np.array([1.5, np.nan])])
def test_other_cells_are_kept_as_they_are(cells_N):
    assert packed(cells_N) is cells_N
    assert unpacked(cells_N) is cells_N


def table(names):
    return pl.DataFrame({"id": names, "t": [f"2024-01-0{day}" for day in (1, 2, 3, 4)], "u": [1.0, 2, 3, 4]})


def read(source):
    return read_roles(source, Roles(inputs=("u",), id="id", time="t"), rows=None, reading={}, written=True)


def test_texts_take_a_byte_a_character():
    places = read(table(["a", "a", "b", "b"])).places
    assert places.kept["t"].dtype == "S10"
    assert sum(cells_N.nbytes for cells_N in places.kept.values()) == 4 * (10 + 1)
    assert sys.getsizeof("2024-01-01") > 5 * 10
    assert places.written["t"].tolist() == ["2024-01-01", "2024-01-02", "2024-01-03", "2024-01-04"]


def test_tables_of_different_kinds_come_together():
    parts = [
        read(table(names)).places for names in (["a", "a", "b", "b"], ["ä", "ä", "b", "b"], [1, 1, 2, 2])
    ]
    assert below_each_other(parts).written["id"].tolist() == [*"aabb", *"ääbb", 1, 1, 2, 2]


def test_they_are_not_kept_where_nobody_asks():
    sequences = read_sequences(table(["a", "a", "b", "b"]), inputs="u", id="id", time="t")
    assert sequences.places.written == {}
