"""Several networks that differ in their seed, and simple rules beside them, forecast together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.forecasting.running.passes import quantiles_of
from elman.forecasting.running.rollout import forecast_each
from elman.forecasting.running.rules import Rules
from elman.framing import PackedSeries, make_frame, recent_variability
from elman.intervals import Conditions, Residuals, Spread
from elman.series.origins import Origins


@dataclass(frozen=True, slots=True, eq=False)
class Ensemble:
    """Everything that makes a forecast of a series."""

    networks: tuple[Network, ...]
    """Networks of one shape; the forecast is their median."""
    residuals: Residuals
    """The errors on rows that were not trained on."""
    rules: Rules | None = None
    """Simple rules with a share of the forecast; None in files of elman 0.1.0."""
    conditions: Conditions | None = None
    """What the size of the errors depends on, besides the step; None in files of elman 0.1.0."""

    def spread(self, packed: PackedSeries, origins: Origins) -> Spread:
        """Returns the forecasts from these origins and the unit of their errors."""
        return forecast_together(self.networks, packed, origins, self.rules, self.conditions)

    def settled(self, point_MK: Array, low_LMK: Array, high_LMK: Array) -> tuple[Array, Array, Array]:
        """Returns point and bands within the possible values, and the point within its bands."""
        # Errors that all lay to one side would put the band beside its forecast.
        low_LMK, high_LMK = np.minimum(low_LMK, point_MK), np.maximum(high_LMK, point_MK)
        if self.conditions is None:
            return point_MK, low_LMK, high_LMK
        return self.conditions.limit(point_MK, low_LMK, high_LMK)


def forecast_together(
    networks: Sequence[Network],
    packed: PackedSeries,
    origins: Origins,
    rules: Rules | None = None,
    conditions: Conditions | None = None,
    *,
    context: int | None = None,
) -> Spread:
    """Returns the median of the networks together with the rules; 0 before the first known value of a series.

    Args:
        networks: networks of one shape.
        packed: the series.
        origins: the rows to forecast from.
        rules: simple rules beside the networks; None: no rules.
        conditions: what the size of errors depends on; None: on the recent variability alone.
        context: how many steps before the first origin of each series are run; None: as many as the framing
            says.
    """
    num_quantiles = quantiles_of(networks[0], packed.framing)
    horizon = packed.framing.horizon
    values_MKQ = np.zeros((len(origins), horizon, num_quantiles))
    unit_M = np.zeros(len(origins))
    factor_MK = None if conditions is None else np.ones((len(origins), horizon))
    first_M = packed.first_I[origins.series_M]
    known = np.flatnonzero((first_M >= 0) & (origins.row_M + 1 > first_M))
    if len(known):
        at = origins.where(known)
        values_MKQ[known] = np.median(forecast_each(networks, packed, at, context=context), axis=0)
        if rules is not None:
            values_MKQ[known] = rules.join(values_MKQ[known], packed, at)
        scale_M = make_frame(packed, at.series_M, at.row_M[:, None] + 1).scale_BT[:, 0]
        unit_M[known] = recent_variability(packed, at, scale_M)
    spread = Spread(values_MKQ, unit_M, factor_MK)
    if conditions is None:
        return spread
    rows_M = np.where(first_M >= 0, origins.row_M + 1 - first_M, 0)
    return under(conditions, spread, packed, origins, rows_M.astype(np.float64))


def under(
    conditions: Conditions, spread: Spread, packed: PackedSeries, origins: Origins, rows_M: Array
) -> Spread:
    """Returns the spread with the unit and the factors of these conditions, for so many known rows."""
    last_M = packed.filled_R[packed.start_I[origins.series_M] + origins.row_M]
    unit_M = np.where(rows_M > 0, conditions.unit(spread.unit_M, rows_M, last_M), 0.0)
    place_M = packed.place_I[origins.series_M] + origins.row_M + 1
    factor_MK = conditions.factor(place_M, rows_M, spread.values_MKQ.shape[1])
    return Spread(spread.values_MKQ, unit_M, factor_MK)
