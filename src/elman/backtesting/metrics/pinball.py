"""The loss of quantiles."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.backtesting.metrics.metric import Metric, mean_over_all
from elman.backtesting.metrics.outcome import Outcome


class Pinball(Metric):
    """`mean max(q (y - f), (q - 1) (y - f))` over both ends of an interval.

    The ends are the quantiles `q = (1 - level) / 2` and `1 - q`, and the true ones have the least expected
    loss. Unit: the target's.
    """

    label = "pinball"
    unit = "target"

    def values(self, outcome: Outcome) -> dict[str, float | None]:
        """`pinball-90` and so on: the mean of both ends."""
        values = {}
        for level, low_MK, high_MK in zip(outcome.levels, outcome.low_LMK, outcome.high_LMK, strict=True):
            q = (1 - level / 100) / 2
            both = np.stack([_loss(outcome.truth_MK, low_MK, q), _loss(outcome.truth_MK, high_MK, 1 - q)])
            values[f"pinball-{level:g}"] = mean_over_all(both)
        return values


def _loss(truth_MK: Array, quantile_MK: Array, q: float) -> Array:
    above_MK = truth_MK.astype(np.float64) - quantile_MK
    return np.maximum(q * above_MK, (q - 1) * above_MK)
