"""Bands that learn while the truth comes in."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array

_RATE = 0.01
_LEAST, _MOST = 1e-4, 0.999


class AdaptiveTail:
    """Adaptive conformal inference for one side of one band of one series, step by step of the horizon.

    The share beyond the band that is aimed at moves with every truth that arrives: a miss makes the band
    wider, a hit a little narrower, so that in the long run the asked share is missed, whatever the data do.
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
        self._aim_K = np.full(horizon, tail)

    @property
    def tail_K(self) -> Array:
        """The share beyond the band that is aimed at now, by step."""
        return np.clip(self._aim_K, _LEAST, _MOST)

    def learn(self, missed_K: Array) -> None:
        """Takes in what came true: 1 for a miss, 0 for a hit, NaN where nothing is known."""
        moved_K = self._aim_K + self._rate * (self._tail - missed_K)
        self._aim_K = np.where(np.isfinite(missed_K), np.clip(moved_K, -0.5, 1.5), self._aim_K)
