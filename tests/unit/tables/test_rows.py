import pytest

from elman.errors import ArgumentError
from elman.readers.rows import check_rows, written
from elman.tables import parse_rows


@pytest.mark.parametrize(
    ("text", "rows"),
    [("2:5", (2, 5)), ("2:", (2, None)), (":5", (None, 5)), (":", (None, None)), (" 0 : 1 ", (0, 1))],
)
def test_either_end_may_be_left_out(text, rows):
    assert parse_rows(text) == rows
    assert written(rows) == text.replace(" ", "")


@pytest.mark.parametrize("text", ["", "5", "a:b", "1:2:3", "-1:5", "1.5:3", "1-5"])
def test_other_forms_are_refused(text):
    with pytest.raises(
        ArgumentError, match=r"^rows must have the form A:B with whole numbers from 0 up, got "
    ):
        parse_rows(text)


@pytest.mark.parametrize("text", ["5:5", "5:2", ":0"])
def test_rows_that_hold_nothing_are_refused(text):
    with pytest.raises(ArgumentError, match=rf"^rows must start at 0 or later and end after .* got {text}\."):
        parse_rows(text)


def test_negative_rows_are_refused():
    with pytest.raises(ArgumentError, match=r"^rows must start at 0 or later .* got -3:\. Rows"):
        check_rows((-3, None))
