"""The answer of a fitted network to a step of each input."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.data import Preparation
from elman.engines import Network
from elman.evaluation.diagnostics import Response

_ROWS = 500
"""The rows at rest before the step, and the rows after it."""
_END = 0.1
_STILL = 0.02
"""A target has settled if it moves by less than this share of its way in the last tenth of the rows."""


def step_responses(network: Network, preparation: Preparation) -> dict[tuple[str, str], Response]:
    """The answer of every target to a step of one scale (a standard deviation) of every input.

    The network stands at the centre of its inputs' scaling until it rests; then one input goes up.

    Returns:
        Responses by input and target. Delays are not in them: they stand before the network.
    """
    num_inputs = len(preparation.inputs)
    x_BTF = np.zeros((num_inputs, 2 * _ROWS, num_inputs), np.float32)
    x_BTF[np.arange(num_inputs), _ROWS:, np.arange(num_inputs)] = 1.0
    y_BTO, _ = network.forward(x_BTF)
    moved_BTO = y_BTO[:, _ROWS:].astype(np.float64) - y_BTO[:, _ROWS - 1 : _ROWS]
    moved_BTO *= np.array(preparation.target_scaling.scale_C)
    return {
        (name, target): _response(preparation.input_scaling.scale_C[place], moved_BTO[place, :, column])
        for place, name in enumerate(preparation.inputs)
        for column, target in enumerate(preparation.targets)
    }


def _response(step: float, values_T: Array) -> Response:
    last_T = values_T[-int(_END * len(values_T)) :]
    still = np.ptp(last_T) <= _STILL * max(np.abs(values_T).max(), 1e-12)
    return Response(step=step, values_T=values_T, settled=bool(still))
