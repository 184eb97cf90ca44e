"""Mean absolute error."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.network.losses.loss import Loss


@dataclass(frozen=True, slots=True)
class MAE(Loss):
    """Absolute error, `|e|`; its best constant prediction is the median. As torch.nn.L1Loss."""

    def value(self, e_BTO: Array) -> Array:
        """`|e|`."""
        return np.abs(e_BTO)

    def derivative(self, e_BTO: Array) -> Array:
        """`sign(e)`, and 0 at 0."""
        return np.sign(e_BTO)
