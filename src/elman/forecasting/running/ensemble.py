"""Several networks that differ in their seed, and forecast as one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.forecasting.intervals import restlessness
from elman.forecasting.running.rollout import forecast_origins
from elman.framing import Framing, History, make_frame
from elman.series.origins import Origins


@dataclass(frozen=True, slots=True)
class Spread:
    """Forecasts of some origins in the series' units, and what their errors are counted in."""

    values_MKQ: Array
    """The median of the networks, by quantile, float64."""
    unit_M: Array
    """How restless each series was before the origin, in its units; 0 where nothing is known."""


def forecast_together(
    networks: Sequence[Network],
    framing: Framing,
    history: History,
    origins: Origins,
    *,
    num_quantiles: int = 1,
) -> Spread:
    """The median over the networks; 0 where no value of the series is known yet."""
    values_MKQ = np.zeros((len(origins), framing.horizon, num_quantiles))
    unit_M = np.zeros(len(origins))
    end_M = origins.row_M + 1
    first_M = history.first_I[origins.series_M]
    known = np.flatnonzero((first_M >= 0) & (end_M > first_M))
    if len(known):
        series_M, end_M = origins.series_M[known], end_M[known]
        parts = [
            forecast_origins(network, framing, history, series_M, end_M, num_quantiles=num_quantiles)
            for network in networks
        ]
        values_MKQ[known] = np.median(parts, axis=0)
        scale_M = make_frame(framing, history, series_M, end_M[:, None]).scale_BT[:, 0]
        unit_M[known] = restlessness(framing, history, origins.where(known), scale_M)
    return Spread(values_MKQ, unit_M)
