"""AdamW."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.optimizers.optimizer import Optimizer


@dataclass(frozen=True, kw_only=True, slots=True)
class AdamW(Optimizer):
    """Adam whose `weight_decay` shrinks the parameter itself, as in torch.optim.AdamW.

    Reference: Loshchilov and Hutter 2019, arXiv:1711.05101.
    """

    weight_decay: float = 0.01
    """Share of itself, times the learning rate, that every parameter loses a step."""

    def update(
        self, parameter: Array, gradient: Array, m: Array, v: Array, *, step: int
    ) -> tuple[Array, Array, Array]:
        """`p *= 1 - rate * weight_decay`, then Adam's step."""
        m = m + (1.0 - self.beta1) * (gradient - m)
        v = self.beta2 * v + (1.0 - self.beta2) * gradient * gradient
        learning_rate = self.learning_rate * self.schedule.factor(step)
        decayed = parameter * (1.0 - learning_rate * self.weight_decay)
        rate = learning_rate / (1.0 - self.beta1 ** (step + 1))
        root = np.sqrt(v) / np.sqrt(1.0 - self.beta2 ** (step + 1))
        return decayed - rate * m / (root + self.epsilon), m, v
