import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from elman.lines.numbers import shortest_texts


@given(arrays(np.float64, st.integers(0, 40), elements=st.floats()))
def test_texts_are_read_back_to_the_same_bits(values):
    read = np.array([float(text) for text in shortest_texts(values)])
    np.testing.assert_array_equal(read, values)


def test_they_are_short():
    values = np.array([0.1, 0.3, 1, -2.5, 1e-20, 1.7e9 + 0.25, np.nan, np.inf, -np.inf])
    texts = ["0.1", "0.3", "1", "-2.5", "1e-20", "1700000000.25", "nan", "inf", "-inf"]
    assert shortest_texts(values) == texts
