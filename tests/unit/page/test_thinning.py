"""No extreme is lost, and the order stays."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from elman.page import thin


@given(st.integers(0, 5_000), st.integers(2, 300), st.integers(0, 2**32 - 1))
def test_extremes_stay(rows, half, seed):
    line_N = np.random.default_rng(seed).normal(size=rows + 1)
    at, (thinned,) = thin([line_N], 2 * half)
    assert len(at) == len(thinned) <= max(2 * half, 1) or len(at) == len(line_N)
    assert thinned.min() == line_N.min()
    assert thinned.max() == line_N.max()
    assert (np.diff(at) >= 0).all()
    assert set(thinned) <= set(line_N)


def test_extremes_stand_in_their_order():
    line_N = np.tile([0.0, 3.0, -2.0, 0.0], 2500)
    at, (thinned,) = thin([line_N], 5000)
    np.testing.assert_array_equal(thinned, np.tile([3.0, -2.0], 2500))
    np.testing.assert_array_equal(at[::2], np.arange(0, 10_000, 4))


def test_gaps_stay_gaps():
    line_N = np.r_[np.full(5000, np.nan), np.arange(5000.0)]
    _, (thinned,) = thin([line_N], 100)
    assert np.isnan(thinned[:50]).all()
    assert np.isfinite(thinned[50:]).all()


def test_short_lines_stay_as_they_are():
    at, (line,) = thin([np.arange(7.0)], 10)
    np.testing.assert_array_equal(at, line)
