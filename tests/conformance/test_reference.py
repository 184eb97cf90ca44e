"""The reference itself: its gradient is that of central differences, its numbers are PyTorch's in float64."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from elman.engines.reference import ReferenceEngine
from tests.conformance import checks
from tests.conformance.cases import CELLS, LAYERS, LOSSES, Case, Sizes, cases_by_loss, cases_by_size
from tests.conformance.central_differences import check_central_differences
from tests.conformance.torch_loop import TorchNetwork

FLOAT64 = 1e-10
SMALL = Sizes(2, 4, 2, 3, 5)


@pytest.mark.parametrize(("cell", "layers", "loss"), list(product(CELLS, LAYERS, LOSSES)))
def test_central_differences(cell, layers, loss):
    check_central_differences(ReferenceEngine().build, Case(cell, layers, SMALL, loss))


@pytest.mark.parametrize(("cell", "layers"), list(product(CELLS, (2, 3))))
def test_central_differences_with_dropout(cell, layers):
    check_central_differences(ReferenceEngine().build, Case(cell, layers, SMALL, LOSSES[0], dropout=0.4))


@pytest.mark.parametrize("case", cases_by_loss() + cases_by_size(), ids=str)
def test_equals_torch_in_float64(case):
    oracle, window = TorchNetwork(case), case.window()
    loss, prediction_BTO, values_SLBH = oracle.loss(window, window.values_SLBH)
    network = checks.loaded(ReferenceEngine().build, case)
    got_BTO, after = network.forward(window.x_BTF, checks.arguments(network, window)[3])
    checks.assert_close("prediction", got_BTO, prediction_BTO, FLOAT64)
    checks.assert_close("state", after.values_SLBH, values_SLBH, FLOAT64)
    gradients = network.gradients(*checks.arguments(network, window))
    checks.assert_gradients(gradients, oracle.gradients(window), FLOAT64)
    got_loss, _ = network.train_window(*checks.arguments(network, window))
    checks.assert_close("loss", got_loss, loss.item(), FLOAT64)


def test_takes_float64_and_answers_in_it():
    case = Case("lstm")
    network = checks.loaded(ReferenceEngine().build, case)
    x_BTF, y_BTO, weight_BTO, state = checks.arguments(network, case.window())
    single = network.forward(x_BTF, state)[0]
    double = network.forward(x_BTF.astype(np.float64), state)[0]
    assert single.dtype == double.dtype == np.float64
    assert (single == double).all()
    _, after = network.train_window(x_BTF.astype(np.float64), y_BTO, weight_BTO.astype(np.float64), state)
    assert after.values_SLBH.dtype == np.float64
