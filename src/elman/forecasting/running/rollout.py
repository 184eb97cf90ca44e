"""From a network's output at an origin to the whole horizon, in the units of the series."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.forecasting.running.passes import Passed, quantiles_of, run_together
from elman.framing import Frame, PackedSeries, branch, make_frame
from elman.series.origins import Origins

Disturb = Callable[[Array], Array]
"""Maps a block `(M, K, Q)` in units to the block that is fed back as if it were true."""


def forecast_origins(
    network: Network, packed: PackedSeries, origins: Origins, *, disturb: Disturb | None = None
) -> Array:
    """Returns the forecasts `(M, K, Q)` of one network in the series' units, float64."""
    return forecast_each([network], packed, origins, disturb=disturb)[0]


def forecast_each(
    networks: Sequence[Network],
    packed: PackedSeries,
    origins: Origins,
    *,
    disturb: Disturb | None = None,
    context: int | None = None,
) -> list[Array]:
    """Returns forecasts `(M, K, Q)` of each network in the series' units, float64, from one pass.

    The pass carries the state.

    If a network forecasts fewer rows than the horizon, the middle quantile of its block is fed back as if it
    had come true, and the network goes on from its state at the origin.

    Args:
        networks: networks of the same shape, with scaled inputs and outputs.
        packed: the series.
        origins: the rows to forecast from, each at or after the first known row of its series.
        disturb: changes each block before it is fed back, and in the result.
        context: steps before the first origin of each series that are run; None: as the framing says.
    """
    fed_back = packed.framing.block < packed.framing.horizon
    passed = run_together(networks, packed, origins, keep_state=fed_back, context=context)
    return [
        continue_forecast(network, packed, origins, own, disturb=disturb)
        for network, own in zip(networks, passed, strict=True)
    ]


def continue_forecast(
    network: Network,
    packed: PackedSeries,
    origins: Origins,
    passed: Passed,
    *,
    disturb: Disturb | None = None,
) -> Array:
    """Returns forecasts `(M, K, Q)` from the network's outputs and states at the origins.

    Args:
        network: a network with scaled inputs and outputs.
        packed: the series.
        origins: the rows to forecast from.
        passed: the outputs and states that `run_passes` returned for these origins.
        disturb: changes each block before it is fed back, and in the result.
    """
    framing, end_M = packed.framing, origins.row_M + 1
    num_quantiles = quantiles_of(network, framing)
    frame = make_frame(packed, origins.series_M, end_M[:, None])
    disturb = disturb or _as_it_is
    parts = [disturb(_in_units(frame, passed.y_MO[:, None], num_quantiles)[:, 0])]
    if framing.block >= framing.horizon:
        return parts[0]
    state = passed.state
    future = branch(packed, origins.series_M, end_M)
    lane_M = np.arange(len(origins))
    steps_T = framing.stride * np.arange(1, framing.block // framing.stride + 1)
    for done in range(framing.block, framing.horizon, framing.block):
        at_MK = future.start_I[:, None] + np.arange(done - framing.block, done)
        future.filled_R[at_MK] = parts[-1][:, :, num_quantiles // 2]
        end_MT = np.repeat(done - framing.block + steps_T[None], len(lane_M), axis=0)
        frame = make_frame(future, lane_M, end_MT)
        y_MTO, state = network.forward(frame.x_BTF, state)
        parts.append(disturb(_in_units(frame, y_MTO, num_quantiles)[:, -1]))
    return np.concatenate(parts, axis=1)[:, : framing.horizon]


def _as_it_is(block_MKQ: Array) -> Array:
    return block_MKQ


def _in_units(frame: Frame, y_BTO: Array, num_quantiles: int) -> Array:
    """Returns outputs in units, `(B, T, K, Q)`, with sorted quantiles, so that they never cross."""
    y_BTKQ = y_BTO.reshape(*frame.base_BTK.shape, num_quantiles).astype(np.float64)
    if num_quantiles > 1:
        y_BTKQ = np.sort(y_BTKQ, axis=3)
    return np.asarray(y_BTKQ * frame.scale_BT[..., None, None] + frame.base_BTK[..., None])
