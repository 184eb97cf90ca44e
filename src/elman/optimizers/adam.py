"""Adam."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.optimizers.optimizer import Optimizer


@dataclass(frozen=True, kw_only=True, slots=True)
class Adam(Optimizer):
    """Adaptive moments; `weight_decay` is added to the gradient, as in torch.optim.Adam.

    Reference: Kingma and Ba 2015, arXiv:1412.6980.
    """

    def update(
        self, parameter: Array, gradient: Array, m: Array, v: Array, *, step: int
    ) -> tuple[Array, Array, Array]:
        """`p -= rate * m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon)`, t = step + 1."""
        g = gradient + self.weight_decay * parameter
        m = m + (1.0 - self.beta1) * (g - m)
        v = self.beta2 * v + (1.0 - self.beta2) * g * g
        rate = self.learning_rate * self.schedule.factor(step) / (1.0 - self.beta1 ** (step + 1))
        root = np.sqrt(v) / np.sqrt(1.0 - self.beta2 ** (step + 1))
        return parameter - rate * m / (root + self.epsilon), m, v
