"""What a look at a network's prediction finds beside its scores."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.data import Examples
from elman.engines import Network
from elman.evaluation import Evidence
from elman.evaluation.delays import find_delays
from elman.evaluation.diagnostics import Diagnostics, diagnose
from elman.model.record import Record
from elman.model.responses import step_responses


def diagnose_network(
    record: Record, network: Network, examples: Examples, evidence: Evidence, scored_N: Array
) -> Diagnostics:
    """Looks at the errors, at the delays that are left in the data, and at the network's answers to steps.

    Args:
        record: of the model.
        network: its network.
        examples: the rows, prepared.
        evidence: the prediction of them.
        scored_N: which rows count.
    """
    preparation = record.preparation
    taken_out = preparation.delays or (0,) * len(preparation.inputs)
    pairs = [(x_TF, _without_start(y_TO)) for x_TF, y_TO in examples]
    known = all(np.isfinite(y_TO).any(axis=0).all() for _, y_TO in pairs)
    left = find_delays(pairs) if known else (0,) * len(preparation.inputs)
    delays = dict(zip(preparation.inputs, zip(taken_out, left, strict=True), strict=True))
    return diagnose(evidence, scored_N, step_responses(network, preparation), delays)


def _without_start(y_TO: Array) -> Array:
    """Returns targets without the first quarter, on which inputs from before the rows still act."""
    y_TO = y_TO.copy()
    y_TO[: len(y_TO) // 4] = np.nan
    return y_TO
