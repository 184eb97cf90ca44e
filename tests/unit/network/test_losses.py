import re

import numpy as np
import pytest
import torch
from torch.nn import functional

from elman.errors import ArgumentError
from elman.network.losses import LOSSES, MAE, MSE, Huber, Pinball

# On the kinks, beside them and far from them.
ERRORS = np.concatenate([[0.0, 0.4, -0.4, 1.0, -1.0], np.random.default_rng(0).standard_normal(25) * 2.0])

ORACLES = {
    "mse": (MSE(), lambda e: functional.mse_loss(e, torch.zeros_like(e), reduction="none")),
    "mae": (MAE(), lambda e: functional.l1_loss(e, torch.zeros_like(e), reduction="none")),
    "huber": (Huber(), lambda e: functional.huber_loss(e, torch.zeros_like(e), reduction="none")),
    "huber-0.4": (
        Huber(delta=0.4),
        lambda e: functional.huber_loss(e, torch.zeros_like(e), reduction="none", delta=0.4),
    ),
    # Half the absolute error is the pinball loss of the median.
    "pinball-median": (
        Pinball((0.5,)),
        lambda e: functional.l1_loss(e, torch.zeros_like(e), reduction="none") / 2.0,
    ),
}


@pytest.mark.parametrize("name", ORACLES)
def test_equals_torch(name):
    loss, oracle = ORACLES[name]
    e_BTO = ERRORS.reshape(5, 6, 1)
    error = torch.from_numpy(e_BTO.copy()).requires_grad_()
    value = oracle(error)
    value.sum().backward()
    np.testing.assert_allclose(loss.value(e_BTO), value.detach().numpy(), rtol=1e-14, atol=0.0)
    np.testing.assert_allclose(loss.derivative(e_BTO), error.grad.numpy(), rtol=1e-14, atol=0.0)


def test_pinball_by_hand():
    loss = Pinball((0.1, 0.9))
    e_BTO = np.array([[[2.0, 2.0, -3.0, -3.0], [0.0, 0.0, 1.0, -1.0]]])
    np.testing.assert_allclose(loss.value(e_BTO), [[[1.8, 0.2, 0.3, 2.7], [0.0, 0.0, 0.9, 0.9]]])
    np.testing.assert_allclose(loss.derivative(e_BTO), [[[0.9, 0.1, -0.1, -0.9], [0.0, 0.0, 0.9, -0.9]]])


def test_pinball_learns_its_quantile():
    y = np.random.default_rng(1).standard_normal(2000)
    for quantile in (0.1, 0.5, 0.9):
        loss = Pinball((quantile,))
        candidates = np.linspace(-2.0, 2.0, 401)
        values = [loss.value((candidate - y).reshape(1, -1, 1)).mean() for candidate in candidates]
        assert abs(candidates[np.argmin(values)] - np.quantile(y, quantile)) < 0.01


@pytest.mark.parametrize("name", LOSSES)
def test_derivative_is_that_of_the_value(name):
    loss = LOSSES[name]()
    e_BTO = np.resize(ERRORS[5:], (1, 8, 3))
    slope = (loss.value(e_BTO + 1e-6) - loss.value(e_BTO - 1e-6)) / 2e-6
    np.testing.assert_allclose(loss.derivative(e_BTO), slope, atol=1e-8)


def test_num_quantiles():
    assert Pinball((0.1, 0.5, 0.9)).num_quantiles == 3
    assert {LOSSES[name]().num_quantiles for name in ("mse", "mae", "huber")} == {1}


@pytest.mark.parametrize("quantiles", [(), (0.5, 0.1), (0.0, 0.5), (0.5, 1.0), (0.5, 0.5)])
def test_wrong_quantiles(quantiles):
    sentence = f"quantiles must be ascending and each between 0 and 1, got {quantiles}."
    with pytest.raises(ArgumentError, match=f"^{re.escape(sentence)}"):
        Pinball(quantiles)


@pytest.mark.parametrize("delta", [0.0, -1.0, float("nan"), float("inf")])
def test_wrong_delta(delta):
    with pytest.raises(ArgumentError, match=f"^delta must be above 0, got {delta}. The customary value is 1"):
        Huber(delta=delta)
