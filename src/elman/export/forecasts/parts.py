"""What an export needs of a forecaster."""

from __future__ import annotations

from dataclasses import dataclass

from elman.arrays import Array
from elman.framing import Framing
from elman.intervals import Conditions
from elman.network import NetworkSpec, Parameters


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class ExportableForecaster:
    """Networks, how they see a series, the rules beside them, and what bands are made of."""

    spec: NetworkSpec
    """Of each network."""
    parameters: tuple[Parameters, ...]
    """Of each network; the median of what they say is the forecast."""
    framing: Framing
    """How steps look at the series."""
    weight_PK: Array
    """Of the linear map, from the deviations of the last rows to the changes ahead."""
    season: int
    """Of the rules, in rows."""
    share_RK: Array
    """Of the linear map, the last value and the last season."""
    conditions: Conditions
    """What errors depend on."""
    levels: tuple[float, ...]
    """Of the bands, in percent."""
    margin_SLK: Array
    """What to add for the lower and the upper ends, in units of errors."""
    clock: tuple[int, int]
    """Microseconds of a step, and those of a row after the step that it is counted by; for cycles alone."""
    step: str
    """The time from row to row, in words."""
    name: str
    """What it is called: the stem of its file."""
    fingerprint: str
    """Of the networks."""
