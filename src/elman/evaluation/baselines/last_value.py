"""The last known value: persistence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np

from elman.arrays import Array
from elman.evaluation.baselines.baseline import Baseline, Pairs, mean_and_deviation


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class LastValue(Baseline):
    """What each target was in the row before, or the last time that it was known.

    Hard to beat one step ahead on slow signals, and so the measure of anything that is told past
    targets. Before the first known value it says the mean of the training part.
    """

    needs_past_targets: ClassVar[bool] = True

    mean_O: Array
    """Mean of each target, for the rows before anything is known."""

    @classmethod
    def fit(cls, training: Pairs, validation: Pairs | None = None) -> Self:
        """Takes the mean of the known targets; the rest is in the rows to predict."""
        mean_O, _ = mean_and_deviation([y_TO for _, y_TO in training])
        return cls(mean_O=mean_O)

    def predict(self, x_TF: Array, y_TO: Array) -> Array:
        """Each target's last known value before the row."""
        before_TO = np.vstack([self.mean_O, y_TO[:-1]]) if len(y_TO) else np.empty(y_TO.shape)
        rows_T1 = np.arange(len(before_TO))[:, None]
        known_TO = np.maximum.accumulate(np.where(np.isnan(before_TO), 0, rows_T1), axis=0)
        return np.asarray(np.take_along_axis(before_TO, known_TO, axis=0), dtype=np.float64)
