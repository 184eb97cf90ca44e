import pytest

from elman.checks import check_number, check_whole, parse_duration, read_numbers
from elman.errors import ArgumentError


@pytest.mark.parametrize("value", [1, 7, None])
def test_a_whole_number_in_its_range_passes(value):
    check_whole("size", value, 1, 7)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        (0, "a whole number of at least 1"),
        (8, "at most 7"),
        (2.0, "a whole number"),
        (True, "a whole number"),
    ],
)
def test_another_one_is_a_sentence(value, rule):
    with pytest.raises(ArgumentError, match=rf"^size must be {rule}.*, got {value}\. Or leave it out\.$"):
        check_whole("size", value, 1, 7)


def test_what_is_needed_may_not_be_none():
    with pytest.raises(ArgumentError, match=r"^size must be a whole number of at least 1, got None\."):
        check_whole("size", None, 1, 7, needed=True)


def test_a_number_keeps_its_rule_and_is_finite():
    check_number("rate", None, False, "above 0")
    check_number("rate", 0.5, True, "above 0")
    for value, fits in ((-1.0, False), (float("inf"), True), (float("nan"), True)):
        with pytest.raises(ArgumentError, match=rf"^rate must be above 0, got {value}\."):
            check_number("rate", value, fits, "above 0")


def test_numbers_are_read_from_text():
    assert read_numbers("levels", "80, 90.5") == (80.0, 90.5)
    with pytest.raises(ArgumentError, match=r"^levels must be numbers with commas, as 80,90, got '80;90'"):
        read_numbers("levels", "80;90")


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        ("60s", 60.0),
        ("15m", 900.0),
        ("2 min", 120.0),
        ("1.5h", 5400.0),
        ("7", 7.0),
        (2.5, 2.5),
        (3, 3),
        (None, None),
    ],
)
def test_a_duration_is_seconds(given, seconds):
    assert parse_duration(given) == seconds


@pytest.mark.parametrize("given", ["soon", "0s", "-5s", "5d", "1e3s", ""])
def test_anything_else_is_a_sentence(given):
    with pytest.raises(ArgumentError, match=f"^budget must be a time above 0, got '{given}'"):
        parse_duration(given)
