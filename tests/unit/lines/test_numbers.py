import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from elman.lines.numbers import shortest_texts


@given(arrays(np.float32, st.integers(0, 40), elements=st.floats(width=32)))
def test_texts_are_read_back_to_the_same_bits(values):
    read = np.array([float(text) for text in shortest_texts(values)], np.float64).astype(np.float32)
    np.testing.assert_array_equal(read, values)


def test_every_bit_pattern_of_one_exponent_comes_back():
    values = (np.arange(0, 1 << 23, 37, dtype=np.uint32) + (130 << 23)).view(np.float32)
    read = np.array([float(text) for text in shortest_texts(values)], np.float64).astype(np.float32)
    np.testing.assert_array_equal(read, values)


def test_they_are_short():
    values = np.float32([0.1, 0.3, 1, -2.5, 1e-20, 504.43332, np.nan, np.inf, -np.inf])
    assert shortest_texts(values) == ["0.1", "0.3", "1", "-2.5", "1e-20", "504.43332", "nan", "inf", "-inf"]
