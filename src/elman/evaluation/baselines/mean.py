"""The mean of the training part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from elman.arrays import Array
from elman.evaluation.baselines.baseline import Baseline, Pairs, mean_and_deviation


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Mean(Baseline):
    """Every target's mean over the training part, whatever the inputs: the least to be beaten."""

    mean_O: Array
    """Mean of each target."""

    @classmethod
    def fit(cls, training: Pairs, validation: Pairs | None = None) -> Self:
        """Takes the mean of the known targets; the validation part plays no role."""
        mean_O, _ = mean_and_deviation([y_TO for _, y_TO in training])
        return cls(mean_O=mean_O)

    def predict(self, x_TF: Array, y_TO: Array) -> Array:
        """The mean, in every row."""
        return np.tile(self.mean_O, (len(x_TF), 1))
