"""How wide the intervals are."""

from __future__ import annotations

import numpy as np

from elman.backtesting.metrics.metric import Metric, mean_over_series
from elman.backtesting.metrics.outcome import Outcome


class Width(Metric):
    """The mean width of each interval over the naive error, as MASE scales.

    Of two that cover alike, the narrower is better. Unit: none.
    """

    label = "width"
    unit = "none"

    def values(self, outcome: Outcome) -> dict[str, float | None]:
        """`width-90` and so on."""
        scale_M1 = outcome.scales.naive_error_I[outcome.series_M][:, None]
        missing_MK = np.isnan(outcome.truth_MK)
        values = {}
        for level, low_MK, high_MK in zip(outcome.levels, outcome.low_LMK, outcome.high_LMK, strict=True):
            width_MK = (high_MK.astype(np.float64) - low_MK) / scale_M1
            values[f"width-{level:g}"] = mean_over_series(
                np.where(missing_MK, np.nan, width_MK), outcome.series_M
            )
        return values
