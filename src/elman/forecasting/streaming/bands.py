"""Bands of a stream that learn from every row that comes true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from elman.arrays import Array
from elman.forecasting.intervals import AdaptiveTail, Residuals, sides_of


class FollowedBands:
    """The two ends of every band, each with its adaptive tail: `follow_bands`, a row at a time.

    What was said of a row that is still to come is kept until it comes: a horizon of origins.
    """

    def __init__(
        self, residuals: Residuals, levels: Sequence[float], quantiles: Sequence[float], horizon: int
    ) -> None:
        """Starts with the calibrated bands.

        Args:
            residuals: of the validation part.
            levels: in percent.
            quantiles: of the forecasts.
            horizon: rows of each forecast.
        """
        self._residuals = residuals
        self._sides: list[tuple[int, bool]] = []
        self._tails: list[AdaptiveTail] = []
        for level in levels:
            tail, below, above = sides_of(level, quantiles)
            self._sides += [(below, False), (above, True)]
            self._tails += [AdaptiveTail(tail, horizon) for _ in range(2)]
        # Said k rows ago for step k stands on the diagonal, once the newest origin is the first row.
        self._said_EKK = np.full((len(self._sides), horizon, horizon), np.nan)

    def learn(self, value: float) -> None:
        """Takes in the row that came; NaN: nobody knows."""
        for tail, (_, upper), said_KK in zip(self._tails, self._sides, self._said_EKK, strict=True):
            edge_K = np.diagonal(said_KK)
            missed_K = ((value > edge_K) if upper else (value < edge_K)).astype(np.float64)
            tail.learn(np.where(np.isfinite(edge_K) & np.isfinite(value), missed_K, np.nan))

    def say(self, values_MKQ: Array, unit_M: Array) -> tuple[Array, Array]:
        """The ends `(L, 1, K)`, float32, of the forecast made at this row; they are remembered."""
        ends = [
            values_MKQ[0, :, quantile] + unit_M[0] * tail.margins(self._residuals, quantile, upper=upper)
            for tail, (quantile, upper) in zip(self._tails, self._sides, strict=True)
        ]
        self._said_EKK[:, 1:] = self._said_EKK[:, :-1].copy()
        shape = (len(ends) // 2, 1, values_MKQ.shape[1])
        if not ends:
            return np.zeros(shape, np.float32), np.zeros(shape, np.float32)
        self._said_EKK[:, 0] = ends
        low_LMK = np.array(ends[::2], np.float32).reshape(shape)
        return low_LMK, np.maximum(np.array(ends[1::2], np.float32).reshape(shape), low_LMK)

    def arrays(self) -> dict[str, Array]:
        """A copy of all that it holds; a file holds no NaN, so what was not said yet is told apart."""
        said = np.isfinite(self._said_EKK)
        aims = [tail.aim_K for tail in self._tails]
        return {
            "band_aims": np.array(aims).reshape(len(aims), -1),
            "band_ends": np.where(said, self._said_EKK, 0.0),
            "band_said": said,
        }

    def restore(self, arrays: Mapping[str, Array]) -> None:
        """The inverse."""
        for tail, aim_K in zip(self._tails, arrays["band_aims"], strict=True):
            tail.aim_K = aim_K.copy()
        self._said_EKK = np.where(arrays["band_said"], arrays["band_ends"], np.nan)
