"""Gates and units that are at their ends, where they hardly learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.inspect.activity import Activity
from elman.inspect.unrolled import Unrolled

_EDGE = 0.025
"""Part of the range at each end. The slope of a sigmoid or a tanh there is below a tenth of its steepest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Saturation:
    """How often each gate of each unit stands at an end of its range, and so passes hardly any gradient.

    At an end means: within 2.5 % of the range, where the slope is below a tenth of the steepest. Of a relu,
    whose upper end is infinite, it means exactly 0.
    """

    low_LH: Mapping[str, Array]
    """Share of the rows at the lower end, by gate."""
    high_LH: Mapping[str, Array]
    """At the upper end."""

    def share(self, gate: str) -> float:
        """Of all rows and units of all layers, at either end."""
        return float((self.low_LH[gate] + self.high_LH[gate]).mean())

    @property
    def shares(self) -> dict[str, float]:
        """`share` of every gate."""
        return {gate: self.share(gate) for gate in self.low_LH}


def measure_saturation(unrolled: Unrolled, activity: Activity) -> Saturation:
    """Counts rows at the ends of each gate's range."""
    low, high = {}, {}
    for (name, gate_LBTH), ends in zip(activity.gates.items(), unrolled.cell.gate_ranges, strict=True):
        edge = _EDGE * (ends[1] - ends[0]) if np.isfinite(ends).all() else 0.0
        low[name] = (gate_LBTH <= ends[0] + edge).mean(axis=(1, 2))
        high[name] = (gate_LBTH >= ends[1] - edge).mean(axis=(1, 2))
    return Saturation(low_LH=low, high_LH=high)
