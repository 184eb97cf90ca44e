"""From a network's word at an origin to the whole horizon, in the series' units."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.forecasting.running.passes import Passed, run_passes
from elman.framing import Framing, History, branch, make_frame

Disturb = Callable[[Array], Array]
"""From a block `(M, K, Q)` in units to the one that is taken for true."""


def forecast_origins(
    network: Network,
    framing: Framing,
    history: History,
    series_M: Array,
    end_M: Array,
    *,
    num_quantiles: int = 1,
    disturb: Disturb | None = None,
) -> Array:
    """Forecasts `(M, K, Q)` in the series' units, float64, from one carried pass.

    A network that says fewer values than the horizon is given its own, the middle quantile, as if they had
    come true, and goes on from the state at the origin.

    Args:
        network: takes and gives scaled arrays.
        framing: what a step sees and says.
        history: of the series.
        series_M: the series of each origin.
        end_M: rows known at each origin.
        num_quantiles: outputs a value, Q.
        disturb: changes each block before it is fed back, and in the result.
    """
    fed_back = framing.block < framing.horizon
    passed = run_passes(network, framing, history, series_M, end_M, keep_state=fed_back)
    return go_on(
        network, framing, history, series_M, end_M, passed, num_quantiles=num_quantiles, disturb=disturb
    )


def go_on(
    network: Network,
    framing: Framing,
    history: History,
    series_M: Array,
    end_M: Array,
    passed: Passed,
    *,
    num_quantiles: int = 1,
    disturb: Disturb | None = None,
) -> Array:
    """As `forecast_origins`, from what the network has said at the origins, and where it stood."""
    frame = make_frame(framing, history, series_M, end_M[:, None])
    first_MKQ = _in_units(frame.scale_BT, frame.base_BTK, passed.y_MO[:, None], num_quantiles)[:, 0]
    disturb = disturb or _as_it_is
    parts = [disturb(np.asarray(first_MKQ))]
    if framing.block >= framing.horizon:
        return parts[0]
    state = passed.state
    future = branch(history, series_M, end_M, framing.rows_before, framing.rows_after)
    lane_M = np.arange(len(series_M))
    steps = framing.block // framing.stride
    for done in range(framing.block, framing.horizon, framing.block):
        at_MK = future.start_I[:, None] + np.arange(done - framing.block, done)
        future.filled_R[at_MK] = parts[-1][:, :, num_quantiles // 2]
        end_MT = np.repeat(
            done - framing.block + framing.stride * np.arange(1, steps + 1)[None], len(lane_M), axis=0
        )
        frame = make_frame(framing, future, lane_M, end_MT)
        y_MTO, state = network.forward(frame.x_BTF, state)
        said_MTKQ = _in_units(frame.scale_BT, frame.base_BTK, y_MTO, num_quantiles)
        parts.append(disturb(said_MTKQ[:, -1]))
    return np.concatenate(parts, axis=1)[:, : framing.horizon]


def _as_it_is(block_MKQ: Array) -> Array:
    return block_MKQ


def _in_units(scale_BT: Array, base_BTK: Array, y_BTO: Array, num_quantiles: int) -> Array:
    """Outputs `(B, T, K Q)` in units, `(B, T, K, Q)`; quantiles in order, so that they never cross."""
    y_BTKQ = y_BTO.reshape(*base_BTK.shape, num_quantiles).astype(np.float64)
    if num_quantiles > 1:
        y_BTKQ = np.sort(y_BTKQ, axis=3)
    return np.asarray(y_BTKQ * scale_BT[..., None, None] + base_BTK[..., None])
