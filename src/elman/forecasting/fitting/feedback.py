"""What a network that is fed its own values sees of them, and how much worse it is for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.forecasting.fitting.preparing import Parts, Prepared, validation_origins
from elman.forecasting.options import ForecastOptions
from elman.forecasting.running.ensemble import forecast_together
from elman.forecasting.running.rollout import forecast_origins
from elman.framing import Framing, History
from elman.series.origins import Origins, truths

_MOST_ORIGINS = 500


def imagine(network: Network, framing: Framing, history: History, num_quantiles: int) -> History:
    """The history with stretches of what the network said of them in free run.

    In every series, a horizon as it was and a horizon as the network forecast it from there take turns.
    """
    series, ends = [], []
    for number in np.flatnonzero(history.first_I >= 0):
        first, length = int(history.first_I[number]), int(history.length_I[number])
        begin = first + 1 + min(framing.lags, (length - first) // 2)
        own = np.arange(begin, length - framing.horizon, 2 * framing.horizon)
        series.append(np.full(len(own), number))
        ends.append(own)
    series_M, end_M = np.concatenate(series), np.concatenate(ends)
    filled_R = history.filled_R.copy()
    if len(end_M):
        said_MKQ = forecast_origins(network, framing, history, series_M, end_M, num_quantiles=num_quantiles)
        # The last block is said and never fed back.
        fed_back = framing.horizon - framing.block
        at_MK = (history.start_I[series_M] + end_M)[:, None] + np.arange(fed_back)
        filled_R[at_MK] = said_MKQ[:, :fed_back, num_quantiles // 2]
    return replace(history, filled_R=filled_R)


def describe_gap(
    networks: Sequence[Network], prepared: Prepared, parts: Parts, options: ForecastOptions
) -> str:
    """How much worse the later blocks are in free run than on true values, on the validation part."""
    gap = measure_gap(networks, prepared, parts, options)
    if gap is None:
        return "the validation part is too short to say how much worse a free run is than true values"
    first = prepared.framing.block
    return f"beyond the first {first} rows, errors in free run are {gap:.2f} times those on true values"


def measure_gap(
    networks: Sequence[Network], prepared: Prepared, parts: Parts, options: ForecastOptions
) -> float | None:
    """Errors in free run by errors on true values, of the same rows; None where no horizon is known."""
    framing, quantiles = prepared.framing, options.loss.num_quantiles
    origins = validation_origins(parts, most=_MOST_ORIGINS)
    whole = origins.row_M + framing.horizon < prepared.whole.length_I[origins.series_M]
    origins = origins.where(whole & (prepared.whole.first_I[origins.series_M] >= 0))
    if not len(origins):
        return None

    def middle(at: Origins) -> Array:
        spread = forecast_together(networks, framing, prepared.whole, at, num_quantiles=quantiles)
        return np.asarray(spread.values_MKQ[..., quantiles // 2])

    free_MK = middle(origins)
    taught_MK = free_MK.copy()
    for done in range(framing.block, framing.horizon, framing.block):
        later = middle(Origins(series_M=origins.series_M, row_M=origins.row_M + done))
        taught_MK[:, done : done + framing.block] = later[:, : min(framing.block, framing.horizon - done)]
    truth_MK = truths(parts.series, origins, framing.horizon)
    weight_M1 = prepared.weights.of_series(origins.series_M)[:, None]
    free, taught = (
        float(np.nansum((weight_M1 * np.abs(said_MK - truth_MK))[:, framing.block :]))
        for said_MK in (free_MK, taught_MK)
    )
    return free / taught if taught > 0.0 else None
