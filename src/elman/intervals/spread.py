"""Forecasts by quantile, with the measure of their errors: what bands are made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array


@dataclass(frozen=True, slots=True)
class Spread:
    """Forecasts of some origins in the series' units, and what their errors are counted in."""

    values_MKQ: Array
    """By quantile, float64."""
    unit_M: Array
    """The size of an error of 1 at each origin: the recent variability of its series; 0 where no value is
    known yet."""
    factor_MK: Array | None = None
    """How much more or less that is at each step; None: the same at all."""

    @property
    def unit_MK(self) -> Array:  # noqa: N802
        """The size of an error of 1 at each origin and step."""
        unit_MK = np.repeat(self.unit_M[:, None], self.values_MKQ.shape[1], axis=1)
        return unit_MK if self.factor_MK is None else np.asarray(unit_MK * self.factor_MK)

    def first(self, num_steps: int) -> Spread:
        """The first steps alone."""
        factor_MK = None if self.factor_MK is None else self.factor_MK[:, :num_steps]
        return Spread(self.values_MKQ[:, :num_steps], self.unit_M, factor_MK)
