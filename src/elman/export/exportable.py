"""What an export needs of a model."""

from __future__ import annotations

from dataclasses import dataclass

from elman.data import Preparation
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
