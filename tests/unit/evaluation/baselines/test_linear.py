"""The linear baseline against SciPy's filter, PyTorch's convolution and known systems."""

import numpy as np
import pytest
import torch
from scipy.signal import lfilter

from elman.data import Examples
from elman.errors import ArgumentError
from elman.evaluation.baselines import Linear, predict_all


@pytest.fixture
def system():
    """Two inputs through two known filters of 12 lags, with a constant and no noise."""
    random = np.random.default_rng(1)
    x_TF = random.standard_normal((3000, 2)) * [2.0, 0.1] + [1.0, -5.0]
    impulse_LF = random.standard_normal((12, 2)) * 0.8 ** np.arange(12)[:, None]
    y_T = 7.0 + sum(lfilter(impulse_LF[:, f], 1.0, x_TF[:, f] - x_TF[:2000, f].mean()) for f in range(2))
    return x_TF.astype(np.float32), y_T[:, None].astype(np.float32), impulse_LF


def test_it_finds_a_filter(system):
    x_TF, y_TO, impulse_LF = system
    baseline = Linear.fit([(x_TF[:2000], y_TO[:2000])], [(x_TF[2000:], _hidden(y_TO[2000:], 30))])
    # Lags beyond the 12 true ones may be fitted, to nothing.
    assert 12 <= baseline.length_O[0] <= 50
    padded_LF = np.zeros((baseline.length_O[0], 2))
    padded_LF[:12] = impulse_LF
    # float32 data.
    np.testing.assert_allclose(baseline.weight_OLF[0], padded_LF, atol=2e-5)
    error_T = baseline.predict(x_TF[2000:], y_TO[2000:])[30:, 0] - y_TO[2030:, 0]
    assert np.abs(error_T).max() < 1e-4


def _hidden(y_TO, rows):
    hidden_TO = y_TO.copy()
    hidden_TO[:rows] = np.nan
    return hidden_TO


def test_it_predicts_as_a_convolution():
    random = np.random.default_rng(2)
    weight_OLF = random.standard_normal((3, 5, 2))
    weight_OLF[1, 3:] = 0.0
    baseline = Linear(
        weight_OLF=weight_OLF,
        constant_O=np.array([1.0, -2.0, 0.5]),
        input_mean_F=np.array([0.3, -4.0]),
        length_O=np.array([5, 3, 5]),
        ridge_O=np.zeros(3),
    )
    for rows in (1, 3, 40):
        x_TF = random.standard_normal((rows, 2))
        u_FT = torch.nn.functional.pad(torch.from_numpy((x_TF - baseline.input_mean_F).T), (4, 0))
        kernel_OFL = torch.from_numpy(weight_OLF[:, ::-1].transpose(0, 2, 1).copy())
        wanted_OT = torch.nn.functional.conv1d(u_FT[None], kernel_OFL, torch.from_numpy(baseline.constant_O))
        np.testing.assert_allclose(baseline.predict(x_TF, np.empty((rows, 3))), wanted_OT[0].T, atol=1e-12)


def test_validation_decides_on_the_ridge(system):
    x_TF, y_TO, _ = system
    noise_TO = np.random.default_rng(5).standard_normal((3000, 1)).astype(np.float32)
    weak = Linear.fit([(x_TF[:2000], y_TO[:2000])], [(x_TF[2000:], y_TO[2000:])])
    nothing = Linear.fit([(x_TF[:300], noise_TO[:300])], [(x_TF[2000:], noise_TO[2000:])])
    assert weak.ridge_O[0] <= 1e-4
    assert nothing.ridge_O[0] >= 1e-1
    prediction_TO = nothing.predict(x_TF[2000:], noise_TO[2000:])
    # It has learned that there is nothing to learn: no worse than the mean by more than a hundredth.
    assert np.mean((prediction_TO - noise_TO[2000:]) ** 2) < 1.01 * np.var(noise_TO[2000:])


def test_without_validation_the_last_fifth_chooses_and_all_is_fitted(system):
    x_TF, y_TO, impulse_LF = system
    baseline = Linear.fit([(x_TF, y_TO)])
    # The first rows were made with another mean of the inputs, those of 2000 rows.
    np.testing.assert_allclose(baseline.weight_OLF[0, :12], impulse_LF, atol=2e-4)
    unknown_TO = np.full((1000, 1), np.nan, dtype=np.float32)
    again = Linear.fit([(x_TF, y_TO)], [(x_TF[:1000], unknown_TO)])
    np.testing.assert_array_equal(again.weight_OLF, baseline.weight_OLF)


def test_targets_are_fitted_each_by_itself(system):
    x_TF, y_TO, _ = system
    other_TO = np.where(np.arange(3000)[:, None] % 3, np.nan, 5 * x_TF[:, :1]).astype(np.float32)
    both = Linear.fit([(x_TF[:2000], np.hstack([other_TO, y_TO])[:2000])])
    alone = Linear.fit([(x_TF[:2000], y_TO[:2000])])
    x_TF = x_TF[2000:]
    predicted_TO = both.predict(x_TF, np.empty((1000, 2)))
    np.testing.assert_allclose(predicted_TO[:, 1:], alone.predict(x_TF, np.empty((1000, 1))), atol=1e-9)
    np.testing.assert_allclose(predicted_TO[:, 0], 5 * x_TF[:, 0], atol=1e-3)


def test_units_do_not_matter(system):
    x_TF, y_TO, _ = system
    plain = Linear.fit([(x_TF, y_TO)])
    scaled = Linear.fit([(x_TF * np.float32(1024), y_TO * np.float32(0.25))])
    assert scaled.length_O == plain.length_O
    assert scaled.ridge_O == plain.ridge_O
    prediction = scaled.predict(x_TF * np.float32(1024), y_TO)
    np.testing.assert_allclose(4 * prediction, plain.predict(x_TF, y_TO), rtol=1e-7)


@pytest.mark.parametrize("rows", [1, 2, 4])
def test_hardly_any_rows_give_a_finite_prediction(rows):
    x_TF = np.arange(rows, dtype=np.float32)[:, None]
    baseline = Linear.fit([(x_TF, x_TF + 1)])
    assert np.isfinite(baseline.predict(np.linspace(-1, 1, 9)[:, None], np.empty((9, 1)))).all()


def test_constant_channels_give_the_mean():
    y_TO = np.array([[1.0], [3.0]] * 50, dtype=np.float32)
    baseline = Linear.fit([(np.ones((100, 1), dtype=np.float32), y_TO)])
    np.testing.assert_allclose(baseline.predict(np.ones((5, 1)), y_TO[:5]), 2.0, rtol=1e-12)
    flat = Linear.fit([(np.random.default_rng(0).standard_normal((100, 1)), np.full((100, 1), 4.0))])
    np.testing.assert_allclose(flat.predict(np.zeros((5, 1)), y_TO[:5]), 4.0, rtol=1e-12)


def test_many_inputs_shorten_the_filter():
    x_TF = np.random.default_rng(0).standard_normal((400, 150)).astype(np.float32)
    baseline = Linear.fit([(x_TF, x_TF[:, 3:4])])
    assert baseline.length_O[0] <= 600 // 150
    np.testing.assert_allclose(baseline.predict(x_TF, x_TF[:, 3:4]), x_TF[:, 3:4], atol=1e-3)


def test_it_takes_examples_sequence_by_sequence(system):
    x_TF, y_TO, _ = system
    examples = Examples(x_NF=x_TF, y_NO=y_TO, lengths=(1000, 1500, 500))
    baseline = Linear.fit(examples)
    parts = [baseline.predict(*pair) for pair in examples]
    np.testing.assert_array_equal(predict_all(baseline, examples), np.concatenate(parts))


def test_missing_inputs_are_refused():
    x_TF = np.array([[1.0], [np.nan]])
    with pytest.raises(ArgumentError, match=r"x_TF must be finite, got nan at index \(1, 0\)"):
        Linear.fit([(x_TF, x_TF)])
