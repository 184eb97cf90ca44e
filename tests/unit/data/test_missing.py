import numpy as np
import pytest

from elman.data import MISSING_POLICIES
from elman.errors import DataError

NAN = np.nan
NAMES = ("u", "v")


def columns(*pairs):
    return np.array(pairs, np.float32)


def test_hold_keeps_the_last_known_value_of_the_sequence():
    x_NF = columns((NAN, 1), (2, NAN), (NAN, NAN), (3, 4), (NAN, 5), (6, NAN))
    notes = MISSING_POLICIES["hold"](x_NF, (4, 2), NAMES)
    np.testing.assert_array_equal(x_NF, columns((0, 1), (2, 1), (2, 1), (3, 4), (0, 5), (6, 5)))
    assert notes == (
        "Input 'u' is missing 1 times; the last known value was held.",
        "Input 'u' begins with 2 missing values; the scaling's centre stands for them.",
        "Input 'v' is missing 3 times; the last known value was held.",
    )


def test_hold_goes_on_from_what_was_known_before():
    x_NF = columns((NAN, NAN), (2, NAN), (NAN, NAN), (NAN, 5))
    notes = MISSING_POLICIES["hold"](x_NF, (3, 1), NAMES, columns((7, NAN), (8, 9)))
    np.testing.assert_array_equal(x_NF, columns((7, 0), (2, 0), (2, 0), (8, 5)))
    assert notes == (
        "Input 'u' is missing 3 times; the last known value was held.",
        "Input 'v' begins with 3 missing values; the scaling's centre stands for them.",
    )


def test_a_held_value_may_be_exactly_the_centre():
    x_NF = columns((NAN, NAN), (NAN, 1))
    notes = MISSING_POLICIES["hold"](x_NF, (2,), NAMES, columns((0, NAN)))
    np.testing.assert_array_equal(x_NF, columns((0, 0), (0, 1)))
    assert notes == (
        "Input 'u' is missing 2 times; the last known value was held.",
        "Input 'v' begins with 1 missing values; the scaling's centre stands for them.",
    )


def test_what_is_complete_stays_as_it_is():
    for policy in MISSING_POLICIES.values():
        x_NF = columns((1, 2), (3, 4))
        assert policy(x_NF, (2,), NAMES) == ()
        np.testing.assert_array_equal(x_NF, columns((1, 2), (3, 4)))


def test_hold_has_nothing_to_hold():
    with pytest.raises(
        DataError, match=r"^input 'v' must have a value somewhere, and it is missing throughout\."
    ):
        MISSING_POLICIES["hold"](columns((1, NAN), (2, NAN)), (2,), NAMES)
    with pytest.raises(DataError, match=r"missing throughout in sequence 2 \(of 2\)\. Leave it out"):
        MISSING_POLICIES["hold"](columns((1, 1), (2, NAN)), (1, 1), NAMES)


def test_error_names_the_first_one():
    sentence = (
        r"^input 'v' must have a value in every row, and it has none in row 1 of sequence 2 \(2 such in all\)"
    )
    with pytest.raises(DataError, match=sentence):
        MISSING_POLICIES["error"](columns((1, 1), (2, 2), (3, NAN), (NAN, 4)), (1, 3), NAMES)
