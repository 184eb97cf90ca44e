"""Sets of series: their parts fit, and cutting them keeps stamps and covariates in place."""

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.series import SeriesSet, concat
from elman.series.calendar import Frequency


def two(**changes):
    fields = {
        "ids": ("a", "b"),
        "y": (np.arange(5, dtype=np.float32), np.arange(3, dtype=np.float32) + 10),
        "first": (np.datetime64("2024-01-31", "us"), np.datetime64("2024-03-31", "us")),
        "frequency": Frequency(unit="month", day=31),
        "past": (np.full((5, 1), 1, np.float32), np.full((3, 1), 2, np.float32)),
        "past_names": ("p",),
        "future": (np.arange(14, dtype=np.float32).reshape(7, 2), np.zeros((6, 2), np.float32)),
        "future_names": ("f", "g"),
        "static": {"size": (1.5, 2.5), "place": ("x", "y")},
    }
    return SeriesSet(**(fields | changes))


def test_what_a_set_knows():
    both = two()
    assert len(both) == 2
    np.testing.assert_array_equal(both.lengths, [5, 3])
    assert both.ahead == 2
    assert two(future=(), future_names=()).ahead is None
    np.testing.assert_array_equal(both.stamps(0, 4, 2), np.array(["2024-05-31", "2024-06-30"], "M8[us]"))


def test_cut_ends_each_series_at_its_origin_and_keeps_the_future():
    part = two().cut([2, -2])
    np.testing.assert_array_equal(part.y[0], [0, 1, 2])
    np.testing.assert_array_equal(part.y[1], [10, 11])
    assert [len(past_NC) for past_NC in part.past] == [3, 2]
    assert [len(future_NC) for future_NC in part.future] == [7, 6]
    assert part.first == two().first
    for origin in (5, -6):
        with pytest.raises(
            ArgumentError, match=f"origins must be rows of their series, got {origin} for 'a'"
        ):
            two().cut([origin, 0])


def test_tail_moves_the_first_stamp():
    part = two().tail(4)
    np.testing.assert_array_equal(part.y[0], [1, 2, 3, 4])
    np.testing.assert_array_equal(part.y[1], two().y[1])
    assert part.first == (np.datetime64("2024-02-29", "us"), np.datetime64("2024-03-31", "us"))
    np.testing.assert_array_equal(part.future[0], two().future[0][1:])
    with pytest.raises(ArgumentError, match="rows must be at least 1"):
        two().tail(0)


def test_select_and_concat_are_each_other_undone():
    both = two()
    again = concat([both.select([1]), both.select([0])])
    assert again.ids == ("b", "a")
    assert again.static == {"size": (2.5, 1.5), "place": ("y", "x")}
    np.testing.assert_array_equal(again.future[1], both.future[0])
    assert again.first == both.first[::-1]


def test_what_does_not_fit_is_refused():
    for changes, sentence in (
        ({"first": ()}, "first must have one entry a series"),
        ({"static": {"size": (1.0,)}}, "size must have one entry a series"),
        ({"y": (np.zeros(5, np.int64), np.zeros(3))}, "y of 'a' must be float64"),
        ({"y": (np.zeros(5, np.float32), np.zeros(0, np.float32))}, "y of 'b' must be float64"),
        ({"past": (np.zeros((4, 1), np.float32),) * 2}, "covariates of 'a' must have 5 rows"),
        ({"future": (np.zeros((4, 2), np.float32),) * 2}, "covariates of 'a' must have 5 rows"),
    ):
        with pytest.raises(ArgumentError, match=sentence):
            two(**changes)
    with pytest.raises(ArgumentError, match="ids must be different, got 'a' twice"):
        concat([two(), two()])
    with pytest.raises(ArgumentError, match="sets must hold at least one"):
        concat([])
    with pytest.raises(ArgumentError, match="sets must have the same step"):
        concat([two(), two(frequency=Frequency(unit="month", step=3, day=31))])
