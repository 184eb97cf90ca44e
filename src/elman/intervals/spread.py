"""Forecasts by quantile, with the measure of their errors: what bands are made of."""

from __future__ import annotations

from dataclasses import dataclass

from elman.arrays import Array


@dataclass(frozen=True, slots=True)
class Spread:
    """Forecasts of some origins in the series' units, and what their errors are counted in."""

    values_MKQ: Array
    """By quantile, float64."""
    unit_M: Array
    """The size of an error of 1 at each origin: the recent variability of its series; 0 where no value is
    known yet."""
