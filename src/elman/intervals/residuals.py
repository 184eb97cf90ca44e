"""What a forecaster's errors were on data that it was not trained on: the measure of every band."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array

_ENDS = np.arange(1, 20) / 2000
# As a file keeps them, so that a band is the same before and after.
_GRID = (
    np.concatenate([_ENDS, np.arange(1, 100) / 100, 1 - _ENDS[::-1]]).astype(np.float32).astype(np.float64)
)
"""Probabilities whose quantiles are kept: percents, and finer at both ends."""
_ENOUGH = 200


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
    """Residuals behind them, by step."""

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
        count_K = self.count_K[: len(tail_K)]
        share_K = np.floor(tail_K * (count_K + 1)) / np.maximum(count_K, 1)
        share_K = np.minimum(share_K, 0.5)
        return self.at(quantile, 1.0 - share_K if upper else share_K)


def measure_residuals(residual_MKQ: Array) -> Residuals:
    """Collects residuals, NaN where the truth is missing.

    A step with fewer than 200 of them borrows from the steps about it.
    """
    num_steps, num_quantiles = residual_MKQ.shape[1:]
    known_K = np.isfinite(residual_MKQ[..., 0]).sum(axis=0)
    value_QPK = np.zeros((num_quantiles, len(_GRID), num_steps))
    count_K = np.zeros(num_steps, np.int64)
    for step in range(num_steps):
        low, high = _neighbourhood(known_K, step)
        part_XQ = residual_MKQ[:, low:high].reshape(-1, num_quantiles)
        part_XQ = part_XQ[np.isfinite(part_XQ[:, 0])]
        count_K[step] = len(part_XQ)
        if len(part_XQ):
            value_QPK[:, :, step] = np.quantile(part_XQ, _GRID, axis=0).T
    return Residuals(probability_P=_GRID, value_QPK=value_QPK.astype(np.float32), count_K=count_K)


def _neighbourhood(known_K: Array, step: int) -> tuple[int, int]:
    low, high = step, step + 1
    while known_K[low:high].sum() < _ENOUGH and (low > 0 or high < len(known_K)):
        low, high = max(0, low - 1), min(len(known_K), high + 1)
    return low, high
