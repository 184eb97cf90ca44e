import numpy as np
import pytest

from elman.lines.json_lines import JsonLines


def parse(*lines, inputs=("u", "v")):
    return JsonLines(inputs, ("y",)).parse(lines)


@pytest.mark.parametrize(
    ("line", "row"),
    [
        (b'{"u": 1, "v": -2.5e3, "w": "text"}', [1, -2500]),
        (b'{"v": 1, "u": null}', [np.nan, 1]),
        (b"[1, 2]", [1, 2]),
        (b" [null, NaN] ", [np.nan, np.nan]),
        (b'{"u": true, "v": 1e39}', [1, 1e39]),
        (b"[1, 1" + b"0" * 400 + b"]", [1, np.inf]),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_row_is_found_by_name_or_by_order(line, row):
    values, wrong, _ = parse(line)
    np.testing.assert_array_equal(values, [row])
    assert wrong == {}


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (b'{"u": 1}', "a row must have the input 'v', got none."),
        (b"[1]", "a row must have 2 values, got 1."),
        (b"3", "a row must have 2 values, got 1."),
        (b'[1, "2"]', "input 'v' must be a number or null, got '2'."),
        (b"[1, [2]]", "input 'v' must be a number or null, got [2]."),
        (b"{", "a line must be JSON, got an error: Expecting property name"),
        (b"", "a line must be JSON, got an error: Expecting value"),
        (b"\xff", "a line must be JSON, got an error: 'utf-8' codec"),
        (b"[" * 100_000, "a line must be JSON, got an error: maximum recursion depth"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_bad_line_is_named_and_its_neighbours_are_read(line, sentence):
    values, wrong, _ = parse(b"[1, 2]", line, b"[3, 4]")
    np.testing.assert_array_equal(values, [[1, 2], [np.nan, np.nan], [3, 4]])
    assert wrong[1].startswith(sentence)


def test_answers_are_of_their_lines_kind():
    lines = JsonLines(("u",), ("y", 'q"'))
    lines.parse([b'{"u": 1}', b"[1]", b"oops", b"2", b'{"u": 0}'])
    y = np.array([[1, 0.1], [2, 3], [0, 0], [4, 5], [np.nan, np.inf]])
    assert lines.render(y, frozenset([2])).decode().splitlines() == [
        '{"y": 1, "q\\"": 0.1}',
        "[2, 3]",
        "null",
        "[4, 5]",
        '{"y": null, "q\\"": null}',
    ]


def test_a_number_is_answered_with_a_number():
    lines = JsonLines(("u",), ("y",))
    lines.parse([b"1", b"[1]"])
    assert lines.render(np.array([[0.5], [0.25]]), frozenset()) == b"0.5\n[0.25]\n"
