"""The gradient from the loss alone."""

from __future__ import annotations

import numpy as np

from tests.conformance import checks


def loss_of(network, parameters, case):
    """The loss of the case's window with other parameters; loading them starts the dropout afresh."""
    network.load(parameters)
    loss, _ = network.train_window(*checks.arguments(network, case.window()))
    return loss


def check_central_differences(build, case, step=1e-5):
    """Along random directions in each parameter's space, and so for every entry at once."""
    network = checks.loaded(build, case)
    parameters = network.parameters()
    gradients = network.gradients(*checks.arguments(network, case.window()))
    random = np.random.default_rng(2)
    scale = max(np.abs(array).max() for array in gradients.values())
    for name, array in parameters.items():
        for _ in range(2):
            direction = random.standard_normal(array.shape)
            above = loss_of(network, {**parameters, name: array + step * direction}, case)
            below = loss_of(network, {**parameters, name: array - step * direction}, case)
            error = abs((above - below) / (2.0 * step) - (gradients[name] * direction).sum())
            assert error <= 1e-7 * max(1.0, scale), f"{name} is off by {error:.3g}"
