"""A model as an export needs it."""

from __future__ import annotations

from dataclasses import dataclass

from elman.data import ROUNDED, Preparation, Step
from elman.evaluation import InputRange
from elman.network import NetworkSpec, Parameters


@dataclass(frozen=True, kw_only=True, slots=True)
class Exportable:
    """A network with its preparation: it turns inputs in units into predictions in units."""

    spec: NetworkSpec
    """The network's shape."""
    parameters: Parameters
    """Float32, named, ordered and shaped as PyTorch has them."""
    preparation: Preparation
    """Channels, scaling, and what stands in for missing inputs."""
    training_range: InputRange
    """The range of each input in the training part, in its units; made-up rows lie within it."""
    name: str
    """The name of the export: the stem of its file, which may be any text."""
    fingerprint: str
    """The fingerprint of the network, which the exported file states."""
    step: Step | None = None
    """The time from one row to the next; None: not known."""

    @property
    def rounds(self) -> bool:
        """Whether columns are float32, as in elman 0.1.0; otherwise they are float64."""
        return self.preparation.numbers == ROUNDED

    @property
    def rounding(self) -> float:
        """The rounding error of a value in units: two roundings of nearly the same number."""
        return 2.0**-23 if self.rounds else 2.0**-52
