"""Sample paths: futures that could come, each a whole one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.errors import ArgumentError
from elman.forecasting.intervals import Residuals
from elman.forecasting.running.rollout import forecast_origins
from elman.framing import Framing, History
from elman.series.origins import Origins


def sample_paths(
    networks: Sequence[Network],
    framing: Framing,
    history: History,
    origins: Origins,
    unit_M: Array,
    residuals: Residuals,
    *,
    num_paths: int,
    num_quantiles: int,
    seed: int,
) -> Array:
    """Paths `(P, M, K)` in the series' units; each network makes its share of them.

    Every block that a network says is moved by an error that the validation part has seen at its steps, and
    fed back so, as if it had come true: the paths part as real futures do. Within a block all rows are moved
    by errors of one rank.

    Raises:
        ArgumentError: the head says the horizon at once.
    """
    if framing.block >= framing.horizon:
        raise ArgumentError(
            "head must be recursive for sample paths, got one that says the whole horizon at once: it knows "
            "each row's errors and not how rows go together. Fit with head='recursive', or take the bands."
        )
    random = np.random.default_rng(seed)
    middle = num_quantiles // 2
    paths = []
    for number in range(num_paths):

        def move(block_MKQ: Array) -> Array:
            """Draws one rank for each origin, and moves its block by the errors of that rank."""
            rank_M = random.uniform(size=len(block_MKQ))
            ranks = [np.full(block_MKQ.shape[1], rank) for rank in rank_M]
            error_MK = np.array([residuals.at(middle, rank_K) for rank_K in ranks])
            return np.asarray(block_MKQ + (unit_M[:, None] * error_MK)[..., None])

        said_MKQ = forecast_origins(
            networks[number % len(networks)],
            framing,
            history,
            origins.series_M,
            origins.row_M + 1,
            num_quantiles=num_quantiles,
            disturb=move,
        )
        paths.append(said_MKQ[..., middle])
    return np.stack(paths)
