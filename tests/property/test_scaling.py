import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from elman.data import SCALING_METHODS, fit_scaling

values = arrays.arrays(
    np.float32,
    st.tuples(st.integers(1, 40), st.integers(1, 3)),
    elements=st.floats(-1e6, 1e6, width=32, allow_subnormal=False) | st.just(float("nan")),
)


@pytest.mark.parametrize("method", SCALING_METHODS)
@given(values_NC=values)
@example(values_NC=np.float32([[1.1754944e-38], [6.0], [0.0]]))  # at rest, but not quite
def test_the_inverse_returns_the_input(method, values_NC):
    scaling, _ = fit_scaling(values_NC, method)
    back_NC = scaling.invert(scaling.apply(values_NC)).astype(np.float64)
    exact_NC = values_NC.astype(np.float64)
    # Half a unit in the last place, once of the scaled value and once of the result; the smallest
    # scaled value that float32 holds, in units.
    rounding_NC = 2.0**-24 * 1.01 * (np.abs(exact_NC - scaling.centre_C) + np.abs(exact_NC))
    rounding_NC += 1e-44 * np.array(scaling.scale_C) + 1e-44
    missing_NC = np.isnan(exact_NC)
    np.testing.assert_array_equal(np.isnan(back_NC), missing_NC)
    assert (np.abs(back_NC - exact_NC) <= rounding_NC)[~missing_NC].all()


@pytest.mark.parametrize("method", SCALING_METHODS)
@given(values_NC=values)
def test_a_value_is_scaled_by_itself(method, values_NC):
    scaling, _ = fit_scaling(values_NC, method)
    together_NC = scaling.apply(values_NC)
    alone_NC = np.concatenate([scaling.apply(values_NC[row : row + 1]) for row in range(len(values_NC))])
    np.testing.assert_array_equal(together_NC, alone_NC)
