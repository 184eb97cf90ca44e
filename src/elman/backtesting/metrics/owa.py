"""Overall weighted average."""

from __future__ import annotations

from dataclasses import replace

from elman.backtesting.metrics.mase import MASE
from elman.backtesting.metrics.metric import PointMetric
from elman.backtesting.metrics.outcome import Outcome
from elman.backtesting.metrics.smape import SMAPE


class OWA(PointMetric):
    """`(sMAPE / sMAPE of Naive2 + MASE / MASE of Naive2) / 2`: the M4 competition's own measure.

    Below 1: better than Naive2. None without a forecast of Naive2 beside. Unit: none.
    """

    name = "owa"
    label = "OWA"
    unit = "none"

    def value(self, outcome: Outcome) -> float | None:
        """The mean of the two ratios."""
        if outcome.reference_MK is None:
            return None
        reference = replace(outcome, point_MK=outcome.reference_MK)
        own = [metric.value(outcome) for metric in (SMAPE(), MASE())]
        other = [metric.value(reference) for metric in (SMAPE(), MASE())]
        ratios = [a / b for a, b in zip(own, other, strict=True) if a is not None and b]
        return sum(ratios) / 2 if len(ratios) == 2 else None
