"""What a metric is: one number for a prediction beside its truth."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Literal

import numpy as np

from elman.arrays import Array, check_finite
from elman.errors import ArgumentError


class Metric(ABC):
    """A metric in float64. A missing truth (NaN) is left out; a number that has no meaning is None.

    None it is where no truth is known, and where the formula would divide by nothing: a truth that
    does not move has no spread to compare an error with.
    """

    label: ClassVar[str]
    """How it is written above a column."""
    unit: ClassVar[Literal["target", "percent", "none"]]
    """What it is measured in: the target's own unit, percent, or no unit."""

    def __call__(self, truth_N: Array, prediction_N: Array) -> float | None:
        """The metric over the rows with a known truth; None where it is not defined.

        Raises:
            ArgumentError: the shapes differ, or a prediction is not finite where the truth is known.
        """
        truth_N, prediction_N = np.asarray(truth_N), np.asarray(prediction_N)
        if truth_N.shape != prediction_N.shape or truth_N.ndim != 1:
            raise ArgumentError(
                f"truth_N and prediction_N must have one shape (N,), got {truth_N.shape} and "
                f"{prediction_N.shape}. Score one target at a time."
            )
        known_N = ~np.isnan(truth_N)
        if not known_N.any():
            return None
        check_finite("truth_N", truth_N, known_N)
        check_finite("prediction_N", prediction_N, known_N)
        return self.value(truth_N[known_N].astype(np.float64), prediction_N[known_N].astype(np.float64))

    @abstractmethod
    def value(self, truth_N: Array, prediction_N: Array) -> float | None:
        """The formula, for float64 arrays of at least one row and without NaN."""


def squared_spread(truth_N: Array) -> float:
    """`sum((y - mean y)^2)`; exactly 0 for a truth that does not move.

    The mean of equal numbers may miss them by a rounding error, and a spread of rounding errors
    would make any prediction look absurdly bad.
    """
    if np.ptp(truth_N) == 0:
        return 0.0
    return float(np.sum((truth_N - truth_N.mean()) ** 2))
