import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.lines.csv_lines import CsvLines


def opened(header, inputs=("u", "v"), targets=("y",)):
    lines = CsvLines(inputs, targets)
    lines.begin(header)
    return lines


@pytest.mark.parametrize(
    ("header", "line", "row"),
    [
        (b"u,v", b"1,2", [1, 2]),
        (b"v,x,u", b"1,text,3", [3, 1]),
        (b"u;v", b"1,5;-2", [1.5, -2]),
        (b"u;v", b"1.5;1e3", [1.5, 1000]),
        (b"u\tv", b"1\t2", [1, 2]),
        (b'"u", "v"', b' 1 , "2"', [1, 2]),
        (b"id,u,v", b'"a,b",1,2', [1, 2]),
        (b"u,v,", b"1,2,", [1, 2]),
        (b"u,v", b"1,2,", [1, 2]),
        (b"u,v", b",NA", [np.nan, np.nan]),
        (b"u,v", b"-,?", [np.nan, np.nan]),
        (b"u,v", b"true,False", [1, 0]),
        (b"u,v", b"1e39,0", [1e39, 0]),
        (b"u,\xb5,v", b"1,\xb5,2", [1, 2]),
    ],
    ids=str,
)
def test_a_row_is_found_by_its_names(header, line, row):
    values, wrong, _ = opened(header).parse([line])
    assert values.dtype == np.float64
    np.testing.assert_array_equal(values, [row])
    assert wrong == {}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b"1", "a row must have 2 cells as the header has, got 1."),
        (b"1,2,3", "a row must have 2 cells as the header has, got 3."),
        (b"", "a row must have 2 cells as the header has, got 1."),
        (b"1,abc", "input 'v' must be a number, got 'abc'."),
        (b"1_000,2", "input 'u' must be a number, got '1_000'."),
        (b"1,0x10", "input 'v' must be a number, got '0x10'."),
        (b'1,"2', "a line must close every quote it opens, got '1,\"2'"),
        (b"\x00,2", "input 'u' must be a number, got '\\x00'."),
    ],
    ids=str,
)
def test_a_bad_line_is_named_and_its_neighbours_are_read(line, sentence):
    values, wrong, _ = opened(b"u,v").parse([b"1,2", line, b"3,4"])
    np.testing.assert_array_equal(values, [[1, 2], [np.nan, np.nan], [3, 4]])
    assert list(wrong) == [1]
    assert wrong[1].startswith(sentence)
    assert wrong[1].endswith(" The stream is as it was before.")


def test_lines_together_are_lines_alone():
    random = np.random.default_rng(0)
    lines = [
        b"%.9g,%.9g,x" % tuple(row)
        for row in random.normal(size=(50, 2)) * 10.0 ** random.integers(-9, 9, (50, 1))
    ]
    together, *_ = opened(b"v,u,name").parse(lines)
    alone = np.concatenate([opened(b"v,u,name").parse([line, b"?,?,?"])[0][:1] for line in lines])
    np.testing.assert_array_equal(together, alone)


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (b"u,w", r"unknown column of stdin 'v'\. Known: u, w\."),
        (b"1,2", "the first line must be a header that names 'u', got the numbers '1,2'"),
        (b"u,v,u", "column 'u' must be one column of stdin, got 2 of that name"),
        (b'u,"v', "must close every quote"),
        (b"", "unknown column of stdin 'u'"),
    ],
)
def test_a_header_that_lacks_a_column_is_an_error(header, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        opened(header)


def test_one_column_has_blank_lines_for_missing_values():
    values, wrong, _ = opened(b"u", inputs=("u",)).parse([b"1", b"", b"2"])
    np.testing.assert_array_equal(values, [[1], [np.nan], [2]])
    assert wrong == {}


def test_answers_are_as_wide_as_the_targets_and_as_many_as_the_lines():
    lines = CsvLines(("u",), ("y", "a;b"))
    assert lines.begin(b"u;x") == b'y;"a;b"\n'
    y = np.array([[1, 0.1], [0, 0], [np.nan, -np.inf]])
    assert lines.render(y, frozenset([1])) == b"1;0.1\n;\nNaN;-inf\n"
    one = opened(b"u,v")
    assert one.render(np.array([[1.0], [2], [3]]), frozenset([0])) == b"\n2\n3\n"
