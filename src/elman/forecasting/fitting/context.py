"""How many steps of history a state needs: those before it have been forgotten."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.forecasting.running.passes import run_together
from elman.framing import PackedSeries
from elman.series.origins import Origins

_SERIES = 16
"""The longest ones, whose states have the most to forget."""
_ORIGINS = 4
"""Of each, over its second half."""
_LEAST = 512
"""Steps: so long a stream, which carries its state on from the first row, says the same to the bit."""
_TRIED = (32, 64, 128, 256, 512, 1024)
_ALIKE = 1e-6
"""Of the largest output: about what float32 rounds a step's sums by. At twice the steps the rest is a
millionth of that, for a state forgets by a constant share a step."""


def measure_context(networks: Sequence[Network], packed: PackedSeries) -> int:
    """Twice the steps after which a state from zeros gives the outputs of whole histories, and at least 512.

    0: all are needed, or the series are too short to tell.

    Args:
        networks: trained.
        packed: series with the longest histories that there are.
    """
    rows_I = np.where(packed.first_I >= 0, packed.length_I - packed.first_I, 0)
    longest = np.argsort(-rows_I, kind="stable")[:_SERIES]
    steps = int(rows_I[longest[0]]) // (2 * packed.framing.stride)
    longest = longest[packed.first_I[longest] >= 0]
    origins = [_alone(packed, int(number), share) for number in longest for share in _shares()]
    tried = [context for context in _TRIED if 2 * context < steps]
    if not tried or not origins:
        return 0
    whole = np.concatenate([_outputs(networks, packed, one, None) for one in origins])
    for context in tried:
        cut = np.concatenate([_outputs(networks, packed, one, context) for one in origins])
        if np.abs(cut - whole).max() <= _ALIKE * np.abs(whole).max():
            return max(2 * context, _LEAST)
    return 0


def _shares() -> Array:
    return np.linspace(0.5, 1.0, _ORIGINS)


def _alone(packed: PackedSeries, number: int, share: float) -> Origins:
    """One origin of a series; alone, for the pass of several begins before the first of them."""
    first, length = int(packed.first_I[number]), int(packed.length_I[number])
    row = min(length - 1, first + round(share * (length - 1 - first)))
    return Origins(series_M=np.array([number]), row_M=np.array([row]))


def _outputs(
    networks: Sequence[Network], packed: PackedSeries, origins: Origins, context: int | None
) -> Array:
    passed = run_together(networks, packed, origins, context=context)
    return np.concatenate([own.y_MO for own in passed])
