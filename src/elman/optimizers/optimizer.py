"""The interface of an optimizer: options, and an update of one array."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.optimizers.schedules import SCHEDULES, Schedule


def _constant() -> Schedule:
    return SCHEDULES["constant"]()


@dataclass(frozen=True, kw_only=True, slots=True)
class Optimizer(ABC):
    """The options that every optimizer here shares; its float64 `update` is the definition.

    Before the update, the gradient of all parameters together is scaled down to `clip_norm`:

        gradient *= min(1, clip_norm / (norm + 1e-6))        as torch.nn.utils.clip_grad_norm_

    Raises:
        ArgumentError: an option outside its range.
    """

    learning_rate: float = 1e-3
    """Step size before the schedule."""
    beta1: float = 0.9
    """Decay of the running mean of the gradients."""
    beta2: float = 0.999
    """Decay of the running mean of their squares."""
    epsilon: float = 1e-8
    """Added to the root of the squares' mean."""
    weight_decay: float = 0.0
    """Pull of every parameter towards 0."""
    clip_norm: float | None = None
    """Largest norm of the gradient of all parameters together; None turns clipping off."""
    schedule: Schedule = field(default_factory=_constant)
    """The learning rate over the steps."""

    def __post_init__(self) -> None:
        _check("learning_rate", self.learning_rate, self.learning_rate > 0, "above 0")
        _check("beta1", self.beta1, 0 <= self.beta1 < 1, "at least 0 and below 1")
        _check("beta2", self.beta2, 0 <= self.beta2 < 1, "at least 0 and below 1")
        _check("epsilon", self.epsilon, self.epsilon > 0, "above 0")
        _check("weight_decay", self.weight_decay, self.weight_decay >= 0, "at least 0")
        if self.clip_norm is not None:
            _check("clip_norm", self.clip_norm, self.clip_norm > 0, "above 0, or None")

        if not isinstance(self.schedule, Schedule):
            raise ArgumentError(f"schedule must be a Schedule, got {self.schedule!r}. Write Cosine(300).")

    @property
    def numbers(self) -> tuple[float, ...]:
        """The options of `update` as an engine in another language takes them: the decays come first."""
        return (self.beta1, self.beta2, self.epsilon, self.weight_decay)

    @abstractmethod
    def update(
        self, parameter: Array, gradient: Array, m: Array, v: Array, *, step: int
    ) -> tuple[Array, Array, Array]:
        """One update of one array, all of one shape: returns the new parameter, m and v.

        Args:
            parameter: the values before the step.
            gradient: clipped.
            m: running mean of the gradients; zeros at first.
            v: running mean of their squares; zeros at first.
            step: steps taken before this one.
        """


def _check(name: str, value: float, fits: bool, rule: str) -> None:
    if not (_is_finite(value) and fits):
        raise ArgumentError(f"{name} must be {rule}, got {value}. See the optimizer's documentation.")


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number that no float64 holds
        return False
