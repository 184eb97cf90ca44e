"""The inside of the network on the stretch that it predicts worst."""

from __future__ import annotations

import numpy as np

from elman.data import Sequences
from elman.inspect import look_inside
from elman.inspect.blocks import heat_of_units, reach_chart
from elman.page import Section, Text
from elman.plots.prediction import worst_stretch
from elman.report.material import Material

_ROWS, _WARM_UP = 300, 300


def inside_section(material: Material) -> Section:
    """Findings in words, the hidden units, and the reach of the gradient."""
    record, target = material.model.record, material.drawn_targets[0]
    error_N, sequences = material.error(target), material.sequences
    first, end = worst_stretch(error_N, sequences.lengths, material.evaluation.skip, _ROWS)
    start = max(first - _WARM_UP, *(place for place in sequences.starts if place <= first))
    some = sequences.values_NC[start:end]
    part = Sequences(names=sequences.names, values_NC=some, lengths=(len(some),), ids=("",))
    examples, _ = record.preparation.examples(part)
    found = look_inside(
        material.model.network,
        examples.x_NF[np.newaxis],
        examples.y_NO[np.newaxis],
        input_names=record.preparation.inputs,
    )
    return Section(
        title="Inside the network",
        blocks=[
            Text(id="findings", text=found.describe(), kind="code"),
            heat_of_units(found.activity, first=start),
            reach_chart(found.reach),
        ],
    )
