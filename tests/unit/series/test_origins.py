"""Origins walk back from the end, all with the whole horizon behind them."""

import numpy as np
import pytest

from elman.errors import ArgumentError
from elman.series import Origins, SeriesSet, last_origins, rolling_origins
from elman.series.calendar import Frequency
from elman.series.origins import common_origins, ended_before, truths
from tests.awkward_series import awkward_set

SET = awkward_set("shorter than a season", "one point", "two points")


def test_rolling_origins_count_back_from_the_last_one():
    origins = rolling_origins(SET, 3, count=3, stride=2)
    np.testing.assert_array_equal(origins.series_M, [0, 0, 0])
    np.testing.assert_array_equal(origins.row_M, [1, 3, 5])
    np.testing.assert_array_equal(rolling_origins(SET, 1, count=None).row_M, [*range(8), 0])
    np.testing.assert_array_equal(rolling_origins(SET, 1, count=None, first=5).row_M, [5, 6, 7])


def test_last_origins_are_the_ends():
    np.testing.assert_array_equal(last_origins(SET).row_M, [8, 0, 1])
    assert np.isnan(truths(SET, last_origins(SET), 2)).all()


def test_truths_are_the_rows_after_the_origin():
    origins = rolling_origins(SET, 3, count=2)
    y_N = SET.y[0]
    np.testing.assert_array_equal(truths(SET, origins, 3), [y_N[5:8], y_N[6:9]])
    np.testing.assert_array_equal(truths(SET, origins, 4)[1], [*y_N[6:9], np.nan])


def test_origins_are_gathered_by_series():
    origins = rolling_origins(SET, 1, count=2)
    assert list(origins) == [(0, slice(0, 2)), (2, slice(2, 3))]
    assert list(origins.where(np.array([2]))) == [(2, slice(0, 1))]


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"horizon": 0}, "horizon must be at least 1"),
        ({"horizon": 9}, "horizon must leave a row before it in some series, got 9"),
        ({"horizon": 1, "stride": 0}, "stride must be at least 1"),
        ({"horizon": 1, "count": 0}, "count must be at least 1"),
        ({"horizon": 1, "first": -1}, "first must be at least 0"),
    ],
)
def test_what_leaves_no_origin_is_refused(options, sentence):
    with pytest.raises(ArgumentError, match=sentence):
        rolling_origins(SET, **options)


def test_arrays_of_different_length_are_refused():
    with pytest.raises(ArgumentError, match="series_M and row_M must have one shape"):
        Origins(series_M=np.zeros(2, np.int64), row_M=np.zeros(3, np.int64))


def test_common_origins_are_at_the_same_times():
    """Of series that begin and end at other times; counted back from the latest end."""
    day = Frequency(unit="duration", step=24 * 3_600_000_000)
    starts, rows = ("2024-01-01", "2024-01-06", "2024-01-01"), (20, 15, 8)
    series = SeriesSet(
        ids=("a", "b", "ended"),
        y=tuple(np.arange(count, dtype=float) for count in rows),
        first=tuple(np.datetime64(start, "us") for start in starts),
        frequency=day,
    )
    origins, notes = common_origins(series, 3, count=4, stride=2)
    times = {
        series.ids[number]: [str(series.stamps(number, int(row), 1)[0])[:10] for row in origins.row_M[of]]
        for number, of in origins
    }
    both = ["2024-01-11", "2024-01-13", "2024-01-15", "2024-01-17"]
    assert times == {"a": both, "b": both}
    assert "1 of 3 series have no whole horizon after a cut-off" in notes[0]
    assert common_origins(series, 3, count=9, stride=2)[1] == ()
    assert ended_before(series, 12) == ()
    assert "'ended' at 2024-01-08" in ended_before(series, 11)[0]


def test_series_of_numbered_rows_end_together():
    series = SeriesSet(ids=("a", "b"), y=(np.zeros(20), np.zeros(9)), first=(0, 0))
    origins, _ = common_origins(series, 3, count=2)
    assert origins.row_M.tolist() == [15, 16, 4, 5]
