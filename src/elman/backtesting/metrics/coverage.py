"""How often the truth lies in the interval."""

from __future__ import annotations

import numpy as np

from elman.backtesting.metrics.metric import Metric, mean_over_all
from elman.backtesting.metrics.outcome import Outcome


class Coverage(Metric):
    """The share of truths within each interval, ends included, in percent: a 90 % interval should have 90."""

    label = "coverage"
    unit = "percent"

    def values(self, outcome: Outcome) -> dict[str, float | None]:
        """`coverage-90` and so on."""
        known_MK = np.isnan(outcome.truth_MK)
        values = {}
        for level, low_MK, high_MK in zip(outcome.levels, outcome.low_LMK, outcome.high_LMK, strict=True):
            inside_MK = (outcome.truth_MK >= low_MK) & (outcome.truth_MK <= high_MK)
            values[f"coverage-{level:g}"] = mean_over_all(np.where(known_MK, np.nan, 100.0 * inside_MK))
        return values
