import pytest

from elman.durations import parse_duration
from elman.errors import ArgumentError


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
