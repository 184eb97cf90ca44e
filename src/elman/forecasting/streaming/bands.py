"""Bands of a stream that learn from every new row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from elman.arrays import Array
from elman.intervals import AdaptiveTail, Residuals, Spread, sides_of


class FollowedBands:
    """The two ends of every band, which adapt row by row just as `follow_bands` does for whole series.

    The ends for future rows are kept until these rows come, for as many origins as the horizon has rows.
    """

    def __init__(
        self, residuals: Residuals, levels: Sequence[float], quantiles: Sequence[float], horizon: int
    ) -> None:
        """Starts with the calibrated bands.

        Args:
            residuals: the errors on the validation part.
            levels: the coverage of each band, in percent.
            quantiles: the quantiles of the forecasts.
            horizon: the rows of each forecast.
        """
        self._residuals = residuals
        self._sides: list[tuple[int, bool]] = []
        self._tails: list[AdaptiveTail] = []
        for level in levels:
            tail, below, above = sides_of(level, quantiles)
            self._sides += [(below, False), (above, True)]
            self._tails += [AdaptiveTail(tail, horizon) for _ in range(2)]
        # The end of k rows ago for step k stands on the diagonal, once the newest origin is the first row.
        self._ends_EKK = np.full((len(self._sides), horizon, horizon), np.nan)

    def learn(self, value: float) -> None:
        """Learns from the value of the newest row; NaN if it is missing."""
        for tail, (_, upper), ends_KK in zip(self._tails, self._sides, self._ends_EKK, strict=True):
            edge_K = np.diagonal(ends_KK)
            missed_K = ((value > edge_K) if upper else (value < edge_K)).astype(np.float64)
            tail.learn(np.where(np.isfinite(edge_K) & np.isfinite(value), missed_K, np.nan))

    def around(self, spread: Spread) -> tuple[Array, Array]:
        """Returns the ends `(L, 1, K)` of the bands around the forecast of this row, and remembers them."""
        values_MKQ, unit_MK = spread.values_MKQ, spread.unit_MK
        ends = [
            values_MKQ[0, :, quantile] + unit_MK[0] * tail.margins(self._residuals, quantile, upper=upper)
            for tail, (quantile, upper) in zip(self._tails, self._sides, strict=True)
        ]
        self._ends_EKK[:, 1:] = self._ends_EKK[:, :-1].copy()
        shape = (len(ends) // 2, 1, values_MKQ.shape[1])
        if not ends:
            return np.zeros(shape), np.zeros(shape)
        self._ends_EKK[:, 0] = ends
        low_LMK = np.array(ends[::2]).reshape(shape)
        return low_LMK, np.maximum(np.array(ends[1::2]).reshape(shape), low_LMK)

    def arrays(self) -> dict[str, Array]:
        """Returns a copy of its arrays; a file holds no NaN, so a second array tells which ends exist."""
        known_EKK = np.isfinite(self._ends_EKK)
        aims = [tail.aim_K for tail in self._tails]
        return {
            "band_aims": np.array(aims).reshape(len(aims), -1),
            "band_ends": np.where(known_EKK, self._ends_EKK, 0.0),
            "band_said": known_EKK,
        }

    def restore(self, arrays: Mapping[str, Array]) -> None:
        """Takes over the arrays that `arrays` returned."""
        for tail, aim_K in zip(self._tails, arrays["band_aims"], strict=True):
            tail.aim_K = aim_K.copy()
        self._ends_EKK = np.where(arrays["band_said"], arrays["band_ends"], np.nan)
