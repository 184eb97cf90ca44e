"""The loss of the whole training part and its gradient, as a function of one vector of parameters."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.data import Window
from elman.engines import Network
from elman.network import flatten_parameters, unflatten_parameters


class Objective:
    """Sums over windows in float64, around the engine's float32.

    The engine gives the mean loss of a window and its gradient; a window counts by its scored targets.
    """

    def __init__(self, network: Network, windows: Sequence[Window], scale_P: Array | None = None) -> None:
        """Takes the parts.

        Args:
            network: does the arithmetic; its parameters change with every call.
            windows: with weights, each from a state of zeros.
            scale_P: how much each parameter moves for a change of 1 in the vector, which begins at zeros
            then; 0
                for one that stays as it is. None: the vector holds the parameters themselves.
        """
        self._network = network
        self._windows = windows
        self._scale_P = scale_P
        self._first_P = flatten_parameters(network.parameters()).astype(np.float64)
        weights = [float(np.sum(_weight_of(window))) for window in windows]
        self._shares = [weight / sum(weights) for weight in weights]

    def parameters(self) -> Array:
        """The vector of the network's parameters, float64."""
        if self._scale_P is not None:
            return np.zeros_like(self._first_P)
        return flatten_parameters(self._network.parameters()).astype(np.float64)

    def load(self, parameters_P: Array) -> None:
        """Gives the network these parameters, rounded to its own precision."""
        if self._scale_P is not None:
            parameters_P = self._first_P + self._scale_P * parameters_P
        self._network.load(unflatten_parameters(parameters_P.astype(np.float32), self._network.spec))

    def __call__(self, parameters_P: Array) -> tuple[float, Array]:
        """The loss and its gradient."""
        self.load(parameters_P)
        loss, gradient_P = 0.0, np.zeros(len(parameters_P))
        for window, share in zip(self._windows, self._shares, strict=True):
            own, found = self._network.loss_and_gradients(window.x_BTF, window.y_BTO, window.weight_BTO)
            loss += share * own
            gradient_P += share * flatten_parameters(found).astype(np.float64)
        return loss, gradient_P if self._scale_P is None else gradient_P * self._scale_P


def _weight_of(window: Window) -> Array:
    assert window.weight_BTO is not None, "segments have weights"
    return window.weight_BTO
