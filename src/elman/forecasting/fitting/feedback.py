"""A network that is fed its own values: what it sees of them, and how much larger its errors become."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.forecasting.fitting.task import Attempt, Task, validation_origins
from elman.forecasting.running.ensemble import forecast_together
from elman.forecasting.running.rollout import forecast_origins
from elman.framing import PackedSeries
from elman.series.origins import Origins, truths

_MOST_ORIGINS = 500
"""The most origins that the gap is measured on: enough for three digits. Each is forecast once for every
block."""


def imagine(network: Network, packed: PackedSeries) -> PackedSeries:
    """The series with stretches of the network's forecasts in free run.

    In every series, a horizon as it was and a horizon as the network forecast it from there take turns.
    """
    framing, series, rows = packed.framing, [], []
    for number in np.flatnonzero(packed.first_I >= 0):
        first, length = int(packed.first_I[number]), int(packed.length_I[number])
        begin = first + 1 + min(framing.lags, (length - first) // 2)
        own = np.arange(begin, length - framing.horizon, 2 * framing.horizon) - 1
        series.append(np.full(len(own), number))
        rows.append(own)
    origins = Origins(series_M=np.concatenate(series), row_M=np.concatenate(rows))
    filled_R = packed.filled_R.copy()
    if len(origins):
        values_MKQ = forecast_origins(network, packed, origins)
        # The last block is forecast and never fed back.
        fed_back = framing.horizon - framing.block
        at_MK = (packed.start_I[origins.series_M] + origins.row_M + 1)[:, None] + np.arange(fed_back)
        filled_R[at_MK] = values_MKQ[:, :fed_back, values_MKQ.shape[2] // 2]
    return replace(packed, filled_R=filled_R)


def describe_gap(networks: Sequence[Network], task: Task, attempt: Attempt) -> str:
    """Describes how much worse later blocks are in free run than on true values, on the validation part."""
    gap = measure_gap(networks, task, attempt)
    if gap is None:
        return "the validation part is too short to measure how much errors grow in free run"
    first = attempt.framing.block
    return f"beyond the first {first} rows, errors in free run are {gap:.2f} times those on true values"


def measure_gap(networks: Sequence[Network], task: Task, attempt: Attempt) -> float | None:
    """Returns errors in free run divided by those on true values; None if no horizon is known."""
    framing, whole = attempt.framing, attempt.whole
    origins = validation_origins(task.parts, most=_MOST_ORIGINS)
    known = origins.row_M + framing.horizon < whole.length_I[origins.series_M]
    origins = origins.where(known & (whole.first_I[origins.series_M] >= 0))
    if not len(origins):
        return None

    def middle(at: Origins) -> Array:
        values_MKQ = forecast_together(networks, whole, at).values_MKQ
        return np.asarray(values_MKQ[..., values_MKQ.shape[2] // 2])

    free_MK = middle(origins)
    taught_MK = free_MK.copy()
    for done in range(framing.block, framing.horizon, framing.block):
        later = middle(Origins(series_M=origins.series_M, row_M=origins.row_M + done))
        taught_MK[:, done : done + framing.block] = later[:, : min(framing.block, framing.horizon - done)]
    truth_MK = truths(task.parts.series, origins, framing.horizon)
    weight_M1 = attempt.weights.of_series(origins.series_M)[:, None]
    free, taught = (
        float(np.nansum((weight_M1 * np.abs(values_MK - truth_MK))[:, framing.block :]))
        for values_MK in (free_MK, taught_MK)
    )
    return free / taught if taught > 0.0 else None
