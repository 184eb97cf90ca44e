"""Sample paths: possible futures, each over the whole horizon."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.forecasting.running.ensemble import Ensemble, forecast_together
from elman.forecasting.running.passes import quantiles_of
from elman.forecasting.running.rollout import Disturb, forecast_origins
from elman.framing import PackedSeries
from elman.intervals import Residuals
from elman.series.origins import Origins


def sample_paths(
    ensemble: Ensemble, packed: PackedSeries, origins: Origins, *, num_paths: int, seed: int
) -> Array:
    """Returns paths `(P, M, K)` in the series' units; each network makes an equal part of them.

    Every block of a network's outputs is moved by an error that occurred at these steps on the validation
    part, and is fed back as if it had come true. So the paths diverge as real futures do. All rows of a block
    are moved by errors of one rank. If rules have a share of the forecast, they move all paths by the same
    amount as the forecast.

    Raises:
        ArgumentError: the strategy forecasts the whole horizon at once.
    """
    if packed.framing.block >= packed.framing.horizon:
        raise ArgumentError(
            "strategy must be recursive for sample paths, got one that forecasts the whole horizon at once: "
            "it knows each row's errors and not how rows go together. Fit with strategy='recursive', or take "
            "the bands."
        )
    networks = ensemble.networks
    middle = quantiles_of(networks[0], packed.framing) // 2
    spread = ensemble.spread(packed, origins)
    move = _mover(ensemble.residuals, middle, spread.unit_MK, np.random.default_rng(seed))
    paths = [
        forecast_origins(networks[number % len(networks)], packed, origins, disturb=move)[..., middle]
        for number in range(num_paths)
    ]
    paths_PMK = np.stack(paths)
    if ensemble.rules is not None:
        alone = forecast_together(networks, packed, origins)
        paths_PMK = paths_PMK + (spread.values_MKQ - alone.values_MKQ)[..., middle]
    return paths_PMK if ensemble.conditions is None else ensemble.conditions.possible(paths_PMK)


def _mover(residuals: Residuals, middle: int, unit_MK: Array, random: np.random.Generator) -> Disturb:
    def move(block_MKQ: Array) -> Array:
        """Draws one rank for each origin, and moves the origin's block by the errors of that rank."""
        rank_M = random.uniform(size=len(block_MKQ))
        ranks = [np.full(block_MKQ.shape[1], rank) for rank in rank_M]
        error_MK = np.array([residuals.at(middle, rank_K) for rank_K in ranks])
        return np.asarray(block_MKQ + (unit_MK[:, : error_MK.shape[1]] * error_MK)[..., None])

    return move
