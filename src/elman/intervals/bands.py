"""Bands about forecasts, from residuals."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.intervals.residuals import Residuals
from elman.intervals.spread import Spread


def check_levels(levels: Sequence[float]) -> tuple[float, ...]:
    """The levels in percent, ascending.

    Raises:
        ArgumentError: one is not between 0 and 100.
    """
    for level in levels:
        if not 0.0 < level < 100.0:
            raise ArgumentError(
                f"levels must be between 0 and 100 percent, got {level}. The customary is 90."
            )
    return tuple(sorted({float(level) for level in levels}))


def sides_of(level: float, quantiles: Sequence[float]) -> tuple[float, int, int]:
    """The tail of a band, and the forecast's own quantiles that are nearest to its two ends."""
    tail = (1.0 - level / 100.0) / 2.0
    distance_Q = np.abs(np.asarray(quantiles) - tail)
    return tail, int(distance_Q.argmin()), int(np.abs(np.asarray(quantiles) - (1.0 - tail)).argmin())


def make_bands(
    residuals: Residuals, spread: Spread, levels: Sequence[float], quantiles: Sequence[float]
) -> tuple[Array, Array]:
    """Lower and upper ends `(L, M, K)`, float64, in the series' units.

    Args:
        residuals: of the validation part.
        spread: the forecasts, and what a residual of 1 is at each origin.
        levels: in percent.
        quantiles: of the forecasts; one, 0.5, for a point.
    """
    values_MKQ, unit_MK = spread.values_MKQ, spread.unit_MK
    num_steps = values_MKQ.shape[1]
    low, high = [], []
    for level in levels:
        tail, below, above = sides_of(level, quantiles)
        tail_K = np.full(num_steps, tail)
        margin_K = residuals.margins(below, tail_K, upper=False)
        low.append(values_MKQ[..., below] + unit_MK * margin_K)
        margin_K = residuals.margins(above, tail_K, upper=True)
        high.append(values_MKQ[..., above] + unit_MK * margin_K)
    shape = (len(levels), *values_MKQ.shape[:2])
    low_LMK = np.array(low).reshape(shape)
    # A band of two sides that were measured apart may be turned inside out where the errors lie to one side.
    high_LMK = np.maximum(np.array(high).reshape(shape), low_LMK)
    return low_LMK, high_LMK
