import json

import numpy as np
import pytest
from scipy import stats

from elman.data import SCALING_METHODS, Scaling, fit_scaling
from elman.errors import ArgumentError, UnknownNameError

NAN = np.nan


@pytest.fixture
def logged():
    """Far from zero mean and unit size, some missing, with an outlier."""
    values = np.random.default_rng(0).standard_normal((501, 2)) * [3.0, 1e-3] + [1000.0, -5.0]
    values[7, 0] = 1e6
    values[[0, 9], [0, 1]] = NAN
    return values.astype(np.float32)


def test_standard(logged):
    scaling, notes = fit_scaling(logged, "standard")
    exact = logged.astype(np.float64)
    np.testing.assert_allclose(scaling.centre_C, np.nanmean(exact, axis=0), rtol=1e-12)
    np.testing.assert_allclose(scaling.scale_C, np.nanstd(exact, axis=0), rtol=1e-12)
    assert notes == ()


def test_robust(logged):
    scaling, _ = fit_scaling(logged, "robust")
    exact = logged.astype(np.float64)
    np.testing.assert_allclose(scaling.centre_C, np.nanmedian(exact, axis=0), rtol=1e-12)
    # scipy's factor has more digits than 1.4826.
    spread = stats.median_abs_deviation(exact, axis=0, scale="normal", nan_policy="omit")
    np.testing.assert_allclose(scaling.scale_C, spread, rtol=2e-5)
    assert scaling.scale_C[0] < 4.0


def test_robust_at_rest_most_of_the_time():
    values_NC = np.zeros((10, 1), np.float32)
    values_NC[3] = 5.0
    scaling, _ = fit_scaling(values_NC, "robust")
    assert scaling.centre_C == (0.0,)
    assert scaling.scale_C == (1.5,)


def test_none(logged):
    scaling, _ = fit_scaling(logged, "none")
    np.testing.assert_array_equal(scaling.apply(logged), logged)


def test_a_large_offset_costs_no_digits():
    values_NC = np.array([[16777216.0], [16777218.0]], np.float32)
    scaling, _ = fit_scaling(values_NC)
    np.testing.assert_array_equal(scaling.apply(values_NC), [[-1.0], [1.0]])


@pytest.mark.parametrize("method", SCALING_METHODS)
def test_constant_and_missing_channels_have_scale_1_and_a_note(method):
    values_NC = np.array([[3.5, NAN, 1], [3.5, NAN, 2], [NAN, NAN, 3]], np.float32)
    scaling, notes = fit_scaling(values_NC, method, names=("u", "v", "w"))
    assert scaling.scale_C[:2] == (1.0, 1.0)
    assert scaling.centre_C[0] == (0.0 if method == "none" else 3.5)
    assert notes == (
        "'u' is constant in the training part (3.5).",
        "'v' has no value in the training part.",
    )


def test_apply_and_invert_in_place(logged):
    scaling, _ = fit_scaling(logged)
    before_NC = logged.copy()
    scaled_NC = scaling.apply(logged)
    np.testing.assert_array_equal(logged, before_NC)
    assert scaling.apply(logged, in_place=True) is logged
    np.testing.assert_array_equal(logged, scaled_NC)
    assert scaled_NC.dtype == np.float32
    assert np.isnan(scaled_NC[0, 0])


def test_any_leading_shape():
    scaling = Scaling(method="standard", centre_C=(1.0, 2.0), scale_C=(2.0, 4.0))
    values_BTC = np.ones((2, 3, 2), np.float32)
    np.testing.assert_array_equal(scaling.apply(values_BTC)[1, 2], [0.0, -0.25])
    np.testing.assert_array_equal(scaling.invert(values_BTC)[1, 2], [3.0, 6.0])


def test_comes_back_from_json(logged):
    scaling, _ = fit_scaling(logged, "robust")
    assert Scaling.from_dict(json.loads(json.dumps(scaling.to_dict()))) == scaling


def test_wrong_parts():
    with pytest.raises(
        UnknownNameError, match=r"^unknown scaling method 'standart'.*Did you mean 'standard'\?$"
    ):
        fit_scaling(np.zeros((2, 1), np.float32), "standart")
    for scale in (0.0, -1.0, NAN, np.inf):
        with pytest.raises(
            ArgumentError, match=r"^centre_C and scale_C must hold one finite number a channel"
        ):
            Scaling(method="none", centre_C=(0.0,), scale_C=(scale,))
    with pytest.raises(ArgumentError, match=r"^centre_C and scale_C must hold one finite number a channel"):
        Scaling(method="none", centre_C=(0.0, 1.0), scale_C=(1.0,))
    with pytest.raises(ArgumentError, match=r"^values_NC must have 1 channels, got 2\."):
        Scaling(method="none", centre_C=(0.0,), scale_C=(1.0,)).apply(np.zeros((3, 2), np.float32))
    with pytest.raises(ArgumentError, match=r"^a scaling must have the fields .* got \['method'\]"):
        Scaling.from_dict({"method": "none"})
