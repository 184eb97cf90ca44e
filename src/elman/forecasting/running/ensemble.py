"""Several networks that differ in their seed, and forecast as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.engines import Network
from elman.forecasting.running.passes import quantiles_of
from elman.forecasting.running.rollout import forecast_origins
from elman.framing import PackedSeries, make_frame, recent_variability
from elman.intervals import Spread
from elman.series.origins import Origins


def forecast_together(networks: Sequence[Network], packed: PackedSeries, origins: Origins) -> Spread:
    """The median over the networks; 0 where no value of the series is known yet."""
    num_quantiles = quantiles_of(networks[0], packed.framing)
    values_MKQ = np.zeros((len(origins), packed.framing.horizon, num_quantiles))
    unit_M = np.zeros(len(origins))
    first_M = packed.first_I[origins.series_M]
    known = np.flatnonzero((first_M >= 0) & (origins.row_M + 1 > first_M))
    if len(known):
        at = origins.where(known)
        parts = [forecast_origins(network, packed, at) for network in networks]
        values_MKQ[known] = np.median(parts, axis=0)
        scale_M = make_frame(packed, at.series_M, at.row_M[:, None] + 1).scale_BT[:, 0]
        unit_M[known] = recent_variability(packed, at, scale_M)
    return Spread(values_MKQ, unit_M)
