"""Several networks whose mean predicts, as one network: their units side by side.

The mean of networks is itself a network of the same kind. Its units are those of all of them; the recurrent
weights from one network's units to another's are 0, and the linear layer holds a share of each. So whatever
runs, streams, saves states of and exports a network does so with several, and needs not know of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.network.parameters import Parameters, parameter_shapes
from elman.network.spec import NetworkSpec


def joined_spec(spec: NetworkSpec, members: int) -> NetworkSpec:
    """The shape of so many networks of this shape as one."""
    return replace(spec, hidden_size=members * spec.hidden_size)


def member_spec(spec: NetworkSpec, members: int) -> NetworkSpec:
    """The inverse: the shape of one of so many.

    Raises:
        ArgumentError: the units are not as many for each.
    """
    if members < 1 or spec.hidden_size % members:
        raise ArgumentError(
            f"members must be a divisor of the network's {spec.hidden_size} units, got {members}. "
            "Each has as many."
        )
    return replace(spec, hidden_size=spec.hidden_size // members)


def join_parameters(spec: NetworkSpec, parts: Sequence[Parameters]) -> Parameters:
    """The parameters of the network that predicts the mean.

    Args:
        spec: of each of the networks.
        parts: the parameters of each.
    """
    members = len(parts)
    whole = joined_spec(spec, members)
    joined = {name: np.zeros(shape) for name, shape in parameter_shapes(whole).items()}
    for number, part in enumerate(parts):
        for name, places in _places(spec, members, number).items():
            joined[name][places] = part[name]
    joined["out.weight"] /= members
    joined["out.bias"] = np.mean([part["out.bias"].astype(np.float64) for part in parts], axis=0)
    return {name: array.astype(np.float32) for name, array in joined.items()}


def _places(spec: NetworkSpec, members: int, number: int) -> dict[str, tuple[Array, ...]]:
    """Where the parameters of one of the networks stand, by name."""
    units = np.arange(number * spec.hidden_size, (number + 1) * spec.hidden_size)
    gates = np.arange(len(spec.cell_definition.gates)) * members * spec.hidden_size
    rows = (gates[:, np.newaxis] + units).ravel()
    places: dict[str, tuple[Array, ...]] = {}
    for layer in range(spec.num_layers):
        inputs = np.arange(spec.input_size) if layer == 0 else units
        places[f"rnn.weight_ih_l{layer}"] = np.ix_(rows, inputs)
        places[f"rnn.weight_hh_l{layer}"] = np.ix_(rows, units)
        places[f"rnn.bias_ih_l{layer}"] = places[f"rnn.bias_hh_l{layer}"] = (rows,)
    places["out.weight"] = np.ix_(np.arange(spec.output_size), units)
    return places
