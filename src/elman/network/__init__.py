"""The definition of a network without an engine: its shape, cells, losses, parameters and state."""

from typing import TYPE_CHECKING

from elman.later import later
from elman.network.initialization import INITIALIZATIONS, initialize
from elman.network.parameters import (
    Parameters,
    convert_parameters,
    fingerprint,
    flatten_parameters,
    parameter_shapes,
    unflatten_parameters,
)
from elman.network.spec import NetworkSpec
from elman.network.state import InputState, State, check_state

if TYPE_CHECKING:
    from elman.network.description import describe

__all__ = [
    "INITIALIZATIONS",
    "InputState",
    "NetworkSpec",
    "Parameters",
    "State",
    "check_state",
    "convert_parameters",
    "describe",
    "fingerprint",
    "flatten_parameters",
    "initialize",
    "parameter_shapes",
    "unflatten_parameters",
]

__getattr__ = later(__name__, {"describe": "description"})
