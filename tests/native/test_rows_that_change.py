"""Rows whose items run Python while they are read."""

import pytest

from tests.native.processes import run_apart

PROGRAM = """
from elman import ArgumentError, Stream
from tests.conformance.cases import Sizes
from tests.conformance.stream_cases import StreamCase
from tests.conformance.stream_checks import make

case = StreamCase("gru", 1, Sizes(3, 8, 2, 1, 1), 1)

class Item:
    def __init__(self, change):
        self.change = change

    def __float__(self):
        self.change()
        return 0.5

def said(row):
    stream = make(Stream, case)
    try:
        stream.step(row)
    except ArgumentError as error:
        assert stream.health.rows == 0
        return error
    return stream.health.rows
"""


@pytest.mark.parametrize(
    ("change", "answer"),
    [
        ("row.clear()", "row must have 3 values (u0, u1, u2), got 0. Give"),
        ("row.pop()", "row must have 3 values (u0, u1, u2), got 2. Give"),
        ("row.extend([1.0] * 10_000)", "row must have 3 values (u0, u1, u2), got 10003. Give"),
        ("row.__setitem__(slice(None), [object(), 2.0, 3.0])", "1"),  # what is left can be read
    ],
)
def test_a_list_that_shrinks_grows_or_changes_while_it_is_read(change, answer):
    """The items are borrowed from the list: one that is gone must not be looked at."""
    program = f"""
for _ in range(200):
    row = []
    row += [Item(lambda: {change}), 2.0 ** 7, 3.0 ** 7]
    answer = said(row)
print(answer)
"""
    assert run_apart(PROGRAM + program).startswith(answer)


def test_the_row_that_was_read_is_the_one_that_is_explained():
    """An item may say another number when it is asked again."""
    program = """
numbers = iter([float("inf")])
class Once:
    def __float__(self):
        return next(numbers)
print(said([1.0, Once(), 2.0]))
"""
    assert run_apart(PROGRAM + program).startswith("input 'u1' must be finite, scaled too, got inf.")


@pytest.mark.parametrize("number", ["10**400", "-(10**400)", "10**39", "-1e300"])
def test_a_number_that_no_float_holds_is_infinite_and_refused(number):
    shown = {"10**39": "1e+39", "-1e300": "-1e+300"}.get(number, "-inf" if number.startswith("-") else "inf")
    program = f"""
from elman import DataError
from fractions import Fraction

stream = make(Stream, StreamCase("gru", 1, Sizes(1, 8, 1, 1, 1), 1))
for row in ({number}, [{number}], {{"u0": {number}}}, ({number},), [Fraction({number})]):
    try:
        stream.step(row)
    except DataError as error:
        print(error)
assert stream.health.rows == 0
"""
    sentence = (
        f"input 'u0' must be finite, scaled too, got {shown}. None or NaN is a missing value. "
        "Nothing has changed.\n"
    )
    assert run_apart(PROGRAM + program) == sentence * 5
