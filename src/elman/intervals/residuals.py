"""What a forecaster's errors were on data that it was not trained on: the measure of every band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.intervals.few import effective_count, quantiles_of_few

_ENDS = np.arange(1, 20) / 2000
# As a file keeps them, so that a band is the same before and after.
_GRID = (
    np.concatenate([_ENDS, np.arange(1, 100) / 100, 1 - _ENDS[::-1]]).astype(np.float32).astype(np.float64)
)
"""Probabilities whose quantiles are kept: percents, and finer at both ends."""
_ENOUGH = 200
_COUNTS_OF_GROWTH = 20.0
"""Errors of a step that the smooth growth of all steps counts as."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Residuals:
    """Quantiles of `(truth - forecast) / unit`, by step and by the forecast's own quantile.

    Split conformal prediction: if the errors to come are exchangeable with these, a band between the
    quantiles `a/2` and `1 - a/2` misses a share `a`, whatever the forecaster. Taken about the forecast's
    own quantiles instead of its point, it is conformalised quantile regression, each side by itself.
    References: Vovk, Gammerman and Shafer 2005; Romano, Patterson and Candes 2019, arXiv:1905.03222.
    """

    probability_P: Array
    """Ascending, inside (0, 1)."""
    value_QPK: Array
    """Residual at each probability, in units of the origin: see `Spread`."""
    count_K: Array
    """Residuals behind them, by step; of those that go together, as many as they count for."""
    corrected: bool = False
    """Whether the values allow for how few they are; else, as in files of 0.1.0, tails are taken finer."""

    @staticmethod
    def probabilities() -> Array:
        """Those whose quantiles are kept."""
        return _GRID

    def at(self, quantile: int, probability_K: Array) -> Array:
        """The residual `(K,)` at a probability of its own for every step.

        Args:
            quantile: number of the forecast's quantile.
            probability_K: from 0 to 1.
        """
        # The steps asked for are the first ones; a forecast may be shorter than the horizon.
        step_K = np.arange(len(probability_K))
        above_K = np.clip(np.searchsorted(self.probability_P, probability_K), 1, len(self.probability_P) - 1)
        low_K, high_K = (self.value_QPK[quantile, place_K, step_K] for place_K in (above_K - 1, above_K))
        start_K = self.probability_P[above_K - 1]
        share_K = (probability_K - start_K) / (self.probability_P[above_K] - start_K)
        return np.asarray(low_K + np.clip(share_K, 0.0, 1.0) * (high_K - low_K))

    def margins(self, quantile: int, tail_K: Array, *, upper: bool) -> Array:
        """What to add to the forecast so that a share `tail_K` lies beyond it, `(K,)`.

        Of n errors the next one exceeds the largest with probability 1 / (n + 1): so the tails are taken
        that much finer.
        """
        if self.corrected:
            return self.at(quantile, 1.0 - tail_K if upper else tail_K)
        count_K = self.count_K[: len(tail_K)]
        share_K = np.floor(tail_K * (count_K + 1)) / np.maximum(count_K, 1)
        share_K = np.minimum(share_K, 0.5)
        return self.at(quantile, 1.0 - share_K if upper else share_K)


def measure_residuals(
    residual_MKQ: Array,
    series_M: Array | None = None,
    row_M: Array | None = None,
    *,
    factor_B: Array | None = None,
) -> Residuals:
    """Collects residuals, NaN where the truth is missing.

    A step with fewer than 200 of them borrows the shape of the errors of all steps, and has its own size.

    Args:
        residual_MKQ: in units of their origins.
        series_M: the series of each origin; None: all are independent.
        row_M: the row of each origin in its series.
        factor_B: how much larger errors may be at other times, each as likely; None: they are as these.
    """
    factor_B = np.ones(1) if factor_B is None else factor_B
    num_steps, num_quantiles = residual_MKQ.shape[1:]
    value_QPK = np.zeros((num_quantiles, len(_GRID), num_steps))
    count_K = np.isfinite(residual_MKQ[..., 0]).sum(axis=0).astype(np.float64)
    if series_M is not None and row_M is not None and len(residual_MKQ):
        count_K = effective_count(residual_MKQ[..., num_quantiles // 2], series_M, row_M)
    if count_K.max(initial=0.0) >= 1.0:
        size_K = sizes_by_step(np.abs(residual_MKQ[..., num_quantiles // 2]))
        for quantile in range(num_quantiles):
            value_QPK[quantile] = _by_step(residual_MKQ[..., quantile], size_K, count_K, factor_B)
    return Residuals(
        probability_P=_GRID, value_QPK=value_QPK.astype(np.float32), count_K=count_K, corrected=True
    )


def _by_step(residual_MK: Array, size_K: Array, count_K: Array, factor_B: Array) -> Array:
    """The quantiles of each step, `(P, K)`, of the errors times every factor."""
    known_MK = np.isfinite(residual_MK)
    everything_X = (residual_MK / size_K)[known_MK]
    value_PK = np.zeros((len(_GRID), residual_MK.shape[1]))
    for step, count in enumerate(count_K):
        own = known_MK[:, step].sum() >= _ENOUGH
        part_X = residual_MK[known_MK[:, step], step] / size_K[step] if own else everything_X
        part_X = (part_X[:, None] * factor_B).reshape(-1)
        value_PK[:, step] = size_K[step] * quantiles_of_few(part_X, _GRID, max(count, 1.0))
    return value_PK


def sizes_by_step(error_MK: Array) -> Array:
    """The mean of errors' sizes at each step, `(K,)`; of few errors partly what a smooth growth says.

    Args:
        error_MK: not negative, NaN where missing.
    """
    known_MK = np.isfinite(error_MK)
    count_K = known_MK.sum(axis=0)
    mean_K = np.where(known_MK, error_MK, 0.0).sum(axis=0) / np.maximum(count_K, 1)
    floor = 1e-9 + 1e-6 * float(mean_K.max(initial=0.0))
    usable_K = (count_K > 0) & (mean_K > floor)
    if not usable_K.any():
        return np.ones(len(mean_K))
    log_K = np.log(np.arange(1, len(mean_K) + 1))
    weights = np.sqrt(count_K[usable_K])
    degree = 1 if usable_K.sum() > 2 else 0
    line = np.polyfit(log_K[usable_K], np.log(mean_K[usable_K]), degree, w=weights)
    smooth_K = np.exp(np.polyval(line, log_K))
    share_K = count_K / (count_K + _COUNTS_OF_GROWTH)
    return np.asarray(np.maximum(share_K * mean_K + (1.0 - share_K) * smooth_K, floor))
