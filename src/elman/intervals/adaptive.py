"""Bands that learn while the truth comes in."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.intervals.bands import sides_of
from elman.intervals.residuals import Residuals
from elman.intervals.spread import Spread
from elman.series.origins import Origins, truths
from elman.series.series_set import SeriesSet

_RATE = 0.01
_LEAST, _MOST = 1e-4, 0.5


class AdaptiveTail:
    """Adaptive conformal inference for one side of one band of one series, step by step of the horizon.

    The share beyond the band that is aimed at moves with every truth that arrives: a miss makes the band
    wider, a hit a little narrower, so that in the long run the asked share is missed, whatever the data do.
    Where even the largest error of the calibration is too small, the aim falls below 0 and the band grows on.
    Reference: Gibbs and Candes 2021, arXiv:2106.00170.
    """

    def __init__(self, tail: float, horizon: int, *, rate: float = _RATE) -> None:
        """Starts with the calibrated band.

        Args:
            tail: share that is to lie beyond.
            horizon: steps, each of which learns by itself.
            rate: how far one truth moves it.
        """
        self._tail = tail
        self._rate = rate
        self.aim_K = np.full(horizon, tail)
        """Where it stands; below 0 the band is wider than all that the calibration saw."""

    @property
    def tail_K(self) -> Array:  # noqa: N802
        """The share beyond the band that is aimed at now, by step."""
        return np.asarray(np.clip(self.aim_K, _LEAST, _MOST))

    @property
    def excess_K(self) -> Array:  # noqa: N802
        """Widths of all that the calibration saw, to be added to its largest error."""
        return np.asarray(np.maximum(-self.aim_K, 0.0) / self._tail)

    def learn(self, missed_K: Array) -> None:
        """Learns from the truths: 1 for a miss, 0 for a hit, NaN where the truth is missing."""
        moved_K = self.aim_K + self._rate * (self._tail - missed_K)
        # Beyond a half no band is narrower, and the way back would be long.
        self.aim_K = np.where(np.isfinite(missed_K), np.minimum(moved_K, _MOST), self.aim_K)

    def margins(self, residuals: Residuals, quantile: int, *, upper: bool) -> Array:
        """What to add to the forecast now, in the measure of the residuals, `(K,)`."""
        width_K = _width(residuals, quantile, len(self.aim_K))
        margin_K = residuals.margins(quantile, self.tail_K, upper=upper)
        return np.asarray(margin_K + self.excess_K * (width_K if upper else -width_K))


def follow_bands(
    residuals: Residuals,
    spread: Spread,
    levels: Sequence[float],
    quantiles: Sequence[float],
    series: SeriesSet,
    origins: Origins,
) -> tuple[Array, Array]:
    """Bands `(L, M, K)` that learn along each series, from the truths that an origin's rows already hold.

    Step k of an earlier origin is known once the later one is k rows on: nothing is learned before.

    Args:
        residuals: of the validation part.
        spread: the forecasts, and what a residual of 1 is at each origin.
        levels: in percent.
        quantiles: of the forecasts; one, 0.5, for a point.
        series: with the truths.
        origins: of the forecasts.
    """
    values_MKQ, unit_MK = spread.values_MKQ, spread.unit_MK
    truth_MK = truths(series, origins, values_MKQ.shape[1])
    low_LMK = np.zeros((len(levels), *truth_MK.shape))
    high_LMK = np.zeros_like(low_LMK)
    for place, level in enumerate(levels):
        tail, below, above = sides_of(level, quantiles)
        for quantile, upper, end_MK in ((below, False, low_LMK[place]), (above, True, high_LMK[place])):
            for _, of in origins:
                end_MK[of] = _follow(
                    residuals,
                    (values_MKQ[of][..., quantile], unit_MK[of], truth_MK[of]),
                    origins.row_M[of],
                    AdaptiveTail(tail, truth_MK.shape[1]),
                    quantile,
                    upper=upper,
                )
    return low_LMK, np.maximum(high_LMK, low_LMK)


def _follow(
    residuals: Residuals,
    forecasts: tuple[Array, Array, Array],
    row_M: Array,
    tail: AdaptiveTail,
    quantile: int,
    *,
    upper: bool,
) -> Array:
    """One end of the band of one series `(M, K)`, origin by origin."""
    values_MK, unit_MK, truth_MK = forecasts
    count, num_steps = values_MK.shape
    end_MK = np.empty((count, num_steps))
    learned_K = np.zeros(num_steps, np.int64)
    step_K = np.arange(1, num_steps + 1)
    for number in range(count):
        # Origins whose step k lies at or before this origin, step by step.
        known_K = np.searchsorted(row_M, row_M[number] - step_K, side="right")
        while (learned_K < known_K).any():
            ready_K = learned_K < known_K
            earlier_K = np.where(ready_K, learned_K, 0)
            truth_K, edge_K = truth_MK[earlier_K, step_K - 1], end_MK[earlier_K, step_K - 1]
            missed_K = (truth_K > edge_K) if upper else (truth_K < edge_K)
            tail.learn(np.where(ready_K & np.isfinite(truth_K), missed_K.astype(np.float64), np.nan))
            learned_K += ready_K
        margin_K = tail.margins(residuals, quantile, upper=upper)
        end_MK[number] = values_MK[number] + unit_MK[number] * margin_K
    return end_MK


def _width(residuals: Residuals, quantile: int, num_steps: int) -> Array:
    """From the least error of the calibration to the largest, by step; 1 scale where they are the same."""
    ends = [residuals.at(quantile, np.full(num_steps, share)) for share in (0.0, 1.0)]
    width_K = ends[1] - ends[0]
    return np.where(width_K > 0.0, width_K, 1.0)
