import gzip

import numpy as np
import polars as pl
import pytest

from elman.data import read_sequences
from elman.errors import ArgumentError, DataError, UnknownNameError
from elman.tables import column_names

VALUES = np.array([[1, 2], [3, 4], [5, 6]], np.float32)
COLUMNS = {"u": [1, 3, 5], "y": [2, 4, 6], "c": ["b", "a", "b"], "t": [0.0, 0.5, 1.0]}


def test_several_files_are_several_sequences(tmp_path):
    (tmp_path / "first.csv").write_bytes(b"u,y\n1,2\n3,4\n")
    (tmp_path / "second.csv.gz").write_bytes(gzip.compress(b"y;u\n6;5\n"))
    paths = [tmp_path / "first.csv", str(tmp_path / "second.csv.gz")]
    sequences = read_sequences(paths, inputs="u", targets="y")
    np.testing.assert_array_equal(sequences.values_NC, VALUES)
    assert sequences.lengths == (2, 1)
    assert sequences.ids == ("first.csv", "second.csv.gz")
    last = read_sequences(paths[:1] * 2, inputs="u", targets="y", rows=(1, None))
    assert last.values_NC.tolist() == [[3, 4], [3, 4]]


def test_the_first_rows_of_a_packed_file_are_read_and_no_more(tmp_path):
    """A file that is cut off in its middle shows it: who reads on meets the damage."""
    rng = np.random.default_rng(0)
    rows = np.round(rng.normal(size=(300_000, 2)), 6)
    text = "u,y\n" + "\n".join(f"{u},{y}" for u, y in rows.tolist())
    packed = gzip.compress(text.encode(), compresslevel=1)
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(packed[: len(packed) // 2])
    read = read_sequences(path, inputs="u", targets="y", rows=(0, 100))
    np.testing.assert_array_equal(read.values_NC, rows[:100])
    with pytest.raises(DataError, match=r"cut\.csv\.gz must be a whole gzip file"):
        read_sequences(path, inputs="u", targets="y")


@pytest.mark.parametrize("unit", ["D", "h", "m", "s", "ms", "us", "ns"])
def test_times_of_every_resolution(unit):
    """polars refuses some of NumPy's."""
    times = np.array(["2024-03-01", "2024-03-02"], f"M8[{unit}]")
    assert read_sequences({"u": [1, 2], "t": times}, inputs="u", time="t").lengths == (2,)
    with pytest.raises(DataError, match="must ascend"):
        read_sequences({"u": [1, 2], "t": times[::-1]}, inputs="u", time="t")


def test_a_fault_in_one_of_several_files_names_it(tmp_path):
    (tmp_path / "good.csv").write_bytes(b"u,y\n1,2\n")
    (tmp_path / "bad.csv").write_bytes(b"u,z\n1,2\n")
    with pytest.raises(UnknownNameError, match=r"^unknown column of bad\.csv 'y'\. Known: u, z\."):
        read_sequences([tmp_path / "good.csv", tmp_path / "bad.csv"], inputs="u", targets="y")


def test_ids_of_several_tables_are_kept_apart():
    sequences = read_sequences([COLUMNS, COLUMNS], inputs="u", targets="y", id="c", time="t")
    assert sequences.ids == ("table 1: b", "table 1: a", "table 2: b", "table 2: a")
    assert sequences.lengths == (2, 1, 2, 1)
    assert sequences.values_NC[:3].tolist() == [[1, 2], [5, 6], [3, 4]]


def test_ids_are_text_as_written(tmp_path):
    (tmp_path / "data.csv").write_bytes(b"c, u\n01,1\n1,2\n01 ,3\n")
    sequences = read_sequences(tmp_path / "data.csv", inputs="u", id="c")
    assert sequences.ids == ("01", "1")
    assert sequences.values_NC[:, 0].tolist() == [1, 3, 2]
    assert read_sequences({"c": [7, 8], "u": [1, 2]}, inputs="u", id="c").ids == ("7", "8")


def test_empty_ends_are_left_out_of_each_sequence():
    nan = float("nan")
    table = {"c": list("aabbc"), "u": [1, nan, 3, 4, nan], "y": [1, nan, nan, nan, nan]}
    sequences = read_sequences(table, inputs="u", targets="y", id="c")
    assert sequences.ids == ("a", "b")
    assert sequences.lengths == (1, 2)
    assert sequences.notes == ("The last 2 rows of the table have no value in 'u', 'y'; they were left out.",)


@pytest.mark.parametrize(
    "make",
    [
        dict,
        pl.DataFrame,
        pl.LazyFrame,
        lambda columns: {name: np.array(values) for name, values in columns.items()},
        lambda columns: pl.DataFrame(columns).cast(
            {"u": pl.Int8, "y": pl.Decimal(10, 2), "c": pl.Categorical}
        ),
    ],
    ids=["lists", "polars", "lazy polars", "arrays", "other types"],
)
def test_tables_in_memory(make):
    sequences = read_sequences(make(COLUMNS), inputs=["u"], targets=["y"], id="c", time="t", rows=(0, 3))
    assert sequences.values_NC.tolist() == [[1, 2], [5, 6], [3, 4]]
    assert sequences.ids == ("b", "a")


def test_arrays_of_any_real_type():
    for dtype in (">f8", "<f4", "f2", "i1", "u8", "longdouble"):
        sequences = read_sequences(VALUES.astype(dtype), inputs="column_1", targets="column_2")
        np.testing.assert_array_equal(sequences.values_NC, VALUES)
    assert read_sequences(VALUES[:, 0], inputs="column_1").values_NC.shape == (3, 1)
    flags = read_sequences({"u": np.array([True, False])}, inputs="u")
    assert flags.values_NC.tolist() == [[1], [0]]


def test_the_table_is_not_what_is_given_back():
    columns = np.asfortranarray(VALUES)
    sequences = read_sequences(columns, inputs="column_1", targets="column_2")
    assert not np.shares_memory(sequences.values_NC, columns)
    assert sequences.values_NC.flags.writeable


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (3, r"^sources must be a path, an array, .* got int\."),
        ([], r"^sources must hold at least one table, got none"),
        (np.zeros((1, 2, 3)), r"^an array must have the shape \(rows, columns\), got \(1, 2, 3\)"),
        ({"u": [1, 2], "y": [3]}, r"^the table must have one-dimensional columns of the same length"),
        ({"u": [1j, 2], "y": [3, 4]}, r"^columns must hold real numbers, dates or text, got complex128"),
        ({"u": [], "y": []}, r"^the table must have rows, and it has none"),
        (
            {"u": [np.inf, -np.inf], "y": [1, 2]},
            r"^column 'u' .* got inf in row 0 of the table .* 2 such in all",
        ),
        (
            pl.DataFrame({"u": [1, 2], "y": ["1", "one"]}),
            r"^column 'y' must hold numbers, got 'one' in row 1",
        ),
        ([COLUMNS, {"u": [1], "y": [object()]}], r"^column 'y' must hold numbers, got '<object"),
    ],
)
def test_tables_in_memory_that_cannot_be_used(source, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        read_sequences(source, inputs="u", targets="y")


def test_only_the_columns_needed_are_read(tmp_path):
    path = tmp_path / "data.parquet"
    noise = np.random.default_rng(0).standard_normal(10_000)
    pl.DataFrame({"u": noise, "y": noise, "z": noise}).write_parquet(path, compression="uncompressed")
    data = bytearray(path.read_bytes())
    # The third column's pages lie in the last third of the file, before the footer.
    data[170_000:200_000] = bytes(30_000)
    path.write_bytes(data)
    sequences = read_sequences(path, inputs="u", targets="y")
    np.testing.assert_array_equal(sequences.values_NC[:, 1], noise)
    assert (read_sequences(path, inputs="z").values_NC == 0).sum() > 3_000


def test_column_names(tmp_path):
    (tmp_path / "data.csv").write_bytes(b'"u", y ,\n1,2,\n')
    assert column_names(tmp_path / "data.csv") == ("u", "y", "")
    assert column_names(np.zeros((2, 3))) == ("column_1", "column_2", "column_3")
    with pytest.raises(DataError, match="must be a file, and there is none"):
        column_names(tmp_path / "other.csv")


def test_a_name_by_itself_is_one_name():
    assert read_sequences({"uEst": [1.0]}, inputs="uEst").names == ("uEst",)


@pytest.mark.parametrize("dtype", ["f4", ">f8", "i2", "u8", "bool", "f2", object])
@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_any_number_are_read_alike(dtype, order):
    values_NC = np.array([[1, 0], [0, 1], [1, 1]]).astype(dtype, order=order)
    for table in (values_NC, {"column_1": values_NC[:, 0], "column_2": values_NC[:, 1]}):
        sequences = read_sequences(table, inputs=["column_2", "column_1"])
        assert sequences.values_NC.flags.c_contiguous
        assert sequences.values_NC.dtype == np.float64
        assert sequences.values_NC.tolist() == [[0, 1], [1, 0], [1, 1]]


def test_an_array_too_large_for_float32_is_refused_with_its_row():
    table = {"u": np.array([0.0, 1.0, 1e39]), "y": np.arange(3)}
    with pytest.raises(
        DataError, match=r"column 'u' must hold numbers between .* got 1e\+39 in row 2 of the table"
    ):
        read_sequences(table, inputs=["u"], rows=(1, 3))
