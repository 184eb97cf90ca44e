"""Forecasts beside the truth, from which metrics of forecasts are computed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from elman.arrays import Array, check_finite
from elman.data.filling import hold
from elman.errors import ArgumentError
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Scales:
    """What the errors of each series are measured by, from its training part alone. Letters: I series."""

    naive_error_I: Array
    """Mean absolute error of the seasonal naive forecast of one season ahead; NaN where there is none."""
    deviation_I: Array
    """Standard deviation (divisor N); NaN for a series that does not move."""


def scales_of(train: SeriesSet, season: int) -> Scales:
    """The scales of every series.

    Args:
        train: the training part.
        season: of the naive forecast, in rows; in a series that is not longer than it, one row.
    """
    return Scales(
        naive_error_I=np.array([_naive_error(y_N.astype(np.float64), season) for y_N in train.y]),
        deviation_I=np.array([_deviation(y_N.astype(np.float64)) for y_N in train.y]),
    )


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Outcome:
    """M forecasts of K steps, in units, with what came. Letters: M forecasts, L levels.

    Raises:
        ArgumentError: the arrays do not fit each other, or a forecast is not finite where it is scored.
    """

    truth_MK: Array
    """The true values; NaN where they are missing or not yet known, which is not scored."""
    point_MK: Array
    """The forecast values, finite wherever there is a truth."""
    series_M: Array
    """The number of the series of each forecast, an index into the scales."""
    scales: Scales
    """The scales of each series."""
    levels: tuple[float, ...] = ()
    """The coverage of each interval, in percent, such as 90."""
    low_LMK: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    """The lower ends of the intervals."""
    high_LMK: Array = field(default_factory=lambda: np.zeros((0, 0, 0)))
    """The upper ends of the intervals."""
    reference_MK: Array | None = None
    """The forecast of Naive2 for the same rows; None if there is none."""

    def __post_init__(self) -> None:
        shape = self.truth_MK.shape
        reference = shape if self.reference_MK is None else self.reference_MK.shape
        if self.point_MK.shape != shape or reference != shape or self.series_M.shape != shape[:1]:
            raise ArgumentError(
                f"truth_MK, point_MK and reference_MK must have one shape (M, K) and series_M (M,), got "
                f"{shape}, {self.point_MK.shape}, {reference} and {self.series_M.shape}."
            )
        bands = (len(self.levels), *shape) if self.levels else (0, 0, 0)
        if self.low_LMK.shape != bands or self.high_LMK.shape != bands:
            raise ArgumentError(
                f"low_LMK and high_LMK must have the shape {bands}, got {self.low_LMK.shape} and "
                f"{self.high_LMK.shape}."
            )
        check_finite("point_MK", self.point_MK, ~np.isnan(self.truth_MK))

    def steps(self, start: int, stop: int) -> Outcome:
        """Returns the same forecasts with some steps alone."""
        some = slice(start, stop)
        return replace(
            self,
            truth_MK=self.truth_MK[:, some],
            point_MK=self.point_MK[:, some],
            low_LMK=self.low_LMK[:, :, some] if self.levels else self.low_LMK,
            high_LMK=self.high_LMK[:, :, some] if self.levels else self.high_LMK,
            reference_MK=None if self.reference_MK is None else self.reference_MK[:, some],
        )

    def forecasts(self, chosen_M: Array | slice) -> Outcome:
        """Returns some of the forecasts."""
        return replace(
            self,
            truth_MK=self.truth_MK[chosen_M],
            point_MK=self.point_MK[chosen_M],
            series_M=self.series_M[chosen_M],
            low_LMK=self.low_LMK[:, chosen_M] if self.levels else self.low_LMK,
            high_LMK=self.high_LMK[:, chosen_M] if self.levels else self.high_LMK,
            reference_MK=None if self.reference_MK is None else self.reference_MK[chosen_M],
        )


def _naive_error(y_N: Array, season: int) -> float:
    season = season if len(y_N) > season else 1
    change_N = np.abs(y_N[season:] - y_N[:-season]) if len(y_N) > season else np.zeros(0)
    change_N = change_N[~np.isnan(change_N)]
    if not change_N.size:
        change_N = np.abs(np.diff(hold(y_N)))
    error = float(change_N.mean()) if change_N.size else 0.0
    return error if error > 0 else np.nan


def _deviation(y_N: Array) -> float:
    known_N = y_N[~np.isnan(y_N)]
    return float(known_N.std()) if known_N.size and np.ptp(known_N) > 0 else np.nan
