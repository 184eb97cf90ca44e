"""What an export needs of a model."""

from __future__ import annotations

from dataclasses import dataclass

from elman.data import ROUNDED, Preparation, Step
from elman.evaluation import InputRange
from elman.network import NetworkSpec, Parameters


@dataclass(frozen=True, kw_only=True, slots=True)
class Exportable:
    """A network with its preparation: all that turns inputs in their units into predictions in theirs."""

    spec: NetworkSpec
    """The network's shape."""
    parameters: Parameters
    """Float32, named, ordered and shaped as PyTorch has them."""
    preparation: Preparation
    """Channels, scaling, and what stands in for missing inputs."""
    training_range: InputRange
    """Of the inputs of the training part, in their units: rows are made up in it where none are given."""
    name: str
    """What the exported thing is called: the stem of its file, any text."""
    fingerprint: str
    """Of the network, for the exported file to say."""
    step: Step | None = None
    """The time from one row to the next; None: not known."""

    @property
    def rounds(self) -> bool:
        """Whether columns are float32, as they were in elman 0.1.0; else they are float64."""
        return self.preparation.numbers == ROUNDED

    @property
    def rounding(self) -> float:
        """Of a value in its units: two roundings of nearly the same number."""
        return 2.0**-23 if self.rounds else 2.0**-52
