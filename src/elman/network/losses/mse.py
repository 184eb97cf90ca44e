"""Mean squared error."""

from __future__ import annotations

import math
from dataclasses import dataclass

from elman.arrays import Array
from elman.network.losses.loss import Loss


@dataclass(frozen=True, slots=True)
class MSE(Loss):
    """Squared error, `e^2`; its best constant prediction is the mean. As torch.nn.MSELoss."""

    def score(self, mean: float) -> float:
        """The root: RMSE."""
        return math.sqrt(mean)

    def value(self, e_BTO: Array) -> Array:
        """`e^2`."""
        return e_BTO * e_BTO

    def derivative(self, e_BTO: Array) -> Array:
        """`2 e`."""
        return 2.0 * e_BTO
