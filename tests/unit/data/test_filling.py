"""The array functions that fill, against plain loops."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from elman.data.filling import fill, hold, hold_season, last_known

cell = st.integers(-9, 9).map(float) | st.just(float("nan"))
series = st.lists(cell, min_size=1, max_size=40).map(np.array)


def last_place(known, row, every):
    return next((place for place in range(row, -1, -every) if known[place]), -1)


@given(series, st.integers(1, 9))
def test_the_last_known_row_is_that_of_a_walk_back(y_N, every):
    known = ~np.isnan(y_N)
    expected = [last_place(known, row, every) for row in range(len(y_N))]
    assert last_known(known, every).tolist() == expected


@given(series, st.integers(-9, 9))
def test_hold_walks_back_and_else_takes_what_was_before(y_N, before):
    known = ~np.isnan(y_N)
    places = [last_place(known, row, 1) for row in range(len(y_N))]
    expected = [y_N[place] if place >= 0 else before for place in places]
    np.testing.assert_array_equal(hold(y_N.astype(np.float32), before), expected)


@given(series, st.integers(1, 9))
def test_fill_prefers_the_place_in_the_season(y_N, season):
    filled_N, known_N, first = fill(y_N, season)
    if not known_N.any():
        assert first == -1
        return
    for row in range(len(y_N)):
        place = last_place(known_N, row, season)
        place = place if place >= 0 else last_place(known_N, row, 1)
        assert filled_N[row] == y_N[place if place >= 0 else first]


@pytest.mark.parametrize(("season", "expected"), [(1, [0, 1, 1, 3, 3]), (2, [0, 1, 0, 3, 0])])
def test_hold_season_takes_the_filled_first_season(season, expected):
    np.testing.assert_array_equal(hold_season(np.array([np.nan, 1, np.nan, 3, np.nan]), season), expected)


def test_a_season_that_looks_ahead_would_be_found():
    """The mutant: every row takes the last known one of the whole series."""
    y_N = np.array([np.nan, 1.0, np.nan, 3.0])
    assert hold(y_N).tolist() != [3.0, 1.0, 3.0, 3.0]
