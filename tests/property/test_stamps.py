"""Stamps that are cut and continued are those of the whole; nothing is filled from the future."""

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from elman.data.filling import hold, hold_season
from elman.series.calendar import Frequency, infer_frequency

moments = st.datetimes(pd.Timestamp("1930-01-01").to_pydatetime(), pd.Timestamp("2090-01-01").to_pydatetime())
MINUTE = 60_000_000


@st.composite
def clocks(draw):
    """A step and a first stamp on its grid."""
    unit = draw(st.sampled_from(["number", "duration", "weekday", "month"]))
    first = np.datetime64(draw(moments).replace(microsecond=0), "us")
    if unit == "number":
        return Frequency(step=draw(st.integers(1, 1000))), draw(st.integers(-(10**6), 10**6))
    if unit == "duration":
        return Frequency(unit=unit, step=MINUTE * draw(st.integers(1, 30_000))), first
    if unit == "weekday":
        return Frequency(unit=unit), np.busday_offset(first.astype("M8[D]"), 0, roll="forward").astype(
            "M8[us]"
        )
    step = Frequency(unit=unit, step=draw(st.sampled_from([1, 2, 3, 6, 12])), day=draw(st.integers(1, 31)))
    return step, step.stamps(first, 1)[0]


@given(clocks(), st.integers(1, 40), st.integers(1, 40))
def test_cutting_and_continuing_gives_the_stamps_of_the_whole(clock, before, after):
    step, first = clock
    whole_N = step.stamps(first, before + after)
    np.testing.assert_array_equal(step.continue_from(whole_N[before - 1], after), whole_N[before:])
    np.testing.assert_array_equal(step.stamps(whole_N[before], after), whole_N[before:])
    row_N, fits_N = step.rows_of(first, whole_N)
    assert fits_N.all()
    np.testing.assert_array_equal(row_N, np.arange(before + after))
    if whole_N.dtype.kind == "M":
        assert (np.diff(whole_N) > np.timedelta64(0)).all()


@given(clocks(), st.integers(3, 60))
def test_an_inferred_step_makes_the_same_stamps(clock, count):
    step, first = clock
    stamp_N = step.stamps(first, count)
    np.testing.assert_array_equal(infer_frequency([stamp_N]).stamps(stamp_N[0], count), stamp_N)


@given(
    st.lists(st.none() | st.floats(-1e6, 1e6, width=32), min_size=1, max_size=60),
    st.integers(1, 20),
    st.integers(1, 60),
)
def test_what_is_filled_does_not_depend_on_later_rows(values, season, rows):
    y_N = np.array([np.nan if value is None else value for value in values], np.float32)
    rows = min(rows, len(y_N))
    for fill in (hold, lambda y_N: hold_season(y_N, season)):
        filled_N = fill(y_N)
        assert np.isfinite(filled_N).all()
        np.testing.assert_array_equal(filled_N[:rows], fill(y_N[:rows]))
        known_N = ~np.isnan(y_N)
        np.testing.assert_array_equal(filled_N[known_N], y_N[known_N])
    np.testing.assert_array_equal(hold(y_N), pd.Series(y_N).ffill().fillna(0.0).to_numpy())
    first = np.flatnonzero(np.isnan(y_N) & (np.arange(len(y_N)) >= season))
    seasonal_N = hold_season(y_N, season)
    np.testing.assert_array_equal(seasonal_N[first], seasonal_N[first - season])
