"""A network that begins as a linear system: some of its units are the system, and the others learn the rest.

Units that stay near 0 are linear: a state that is small enough goes through their tanh nearly unchanged, and
the linear layer makes it large again. So statics, resonances and slow poles are there before the first step,
and everything is trained together from then on. It is a start like any other: nothing else knows of it.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from elman.arrays import Array
from elman.network.filters import LinearSystem
from elman.network.initialization import initialize
from elman.network.parameters import Parameters
from elman.network.spec import NetworkSpec

_LARGEST = 0.05
"""Of a state in training: what tanh takes away from it is less than a thousandth."""
_OPEN = 9.0
"""Before the sigmoid of a gate that is to be 1; -9 for 0."""
_REST = 0.1
"""What the first outputs of the other units are multiplied by."""
_GATES: Mapping[str, tuple[float, ...]] = {"rnn": (), "gru": (_OPEN, -_OPEN)}
"""The gates before the candidate, by cell: a GRU forgets nothing and lets nothing through."""


def can_begin_linear(cell: str) -> bool:
    """Whether networks of this cell can begin as a linear system."""
    return cell in _GATES


def linear_start(
    spec: NetworkSpec, system: LinearSystem, x_TF: Array, constants: tuple[Array, Array], *, seed: int
) -> Parameters:
    """Parameters with which a network of one layer says what a system says.

    Args:
        spec: of the network, with more units than the system has numbers in its state.
        system: what it does with `u[t] = x[t] - input_mean`.
        x_TF: inputs of the training part, which tell how large the state becomes.
        constants: the input mean `(F,)`, and what is added to the system's outputs `(O,)`.
        seed: of the other units.
    """
    input_mean_F, constant_O = constants
    scaled = _scaled(system, x_TF - input_mean_F)
    size, units = len(scaled.a_SS), spec.hidden_size
    parameters = {name: array.astype(np.float64) for name, array in initialize(spec, seed=seed).items()}
    gates = _GATES[spec.cell]
    for number in range(len(gates) + 1):
        rows = slice(number * units, number * units + size)
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            parameters[f"rnn.{name}_l0"][rows] = 0.0
        if number < len(gates):
            parameters["rnn.bias_ih_l0"][rows] = gates[number]
    kept = 1.0 / (1.0 + np.exp(_OPEN)) if gates else 0.0
    own = slice(len(gates) * units, len(gates) * units + size)
    parameters["rnn.weight_ih_l0"][own] = scaled.b_SF / (1.0 - kept)
    parameters["rnn.bias_ih_l0"][own] = -scaled.b_SF @ input_mean_F / (1.0 - kept)
    recurrent_SS = (scaled.a_SS - kept * np.eye(size)) / (1.0 - kept) ** (2 if gates else 1)
    parameters["rnn.weight_hh_l0"][own, :size] = recurrent_SS
    parameters["out.weight"] *= _REST
    parameters["out.weight"][:, :size] = scaled.c_OS
    parameters["out.bias"] = np.array(constant_O)
    return {name: array.astype(np.float32) for name, array in parameters.items()}


def _scaled(system: LinearSystem, u_TF: Array) -> LinearSystem:
    """The same system with a state that stays small on these inputs."""
    largest_S, z_S = np.full(len(system.a_SS), 1e-12), np.zeros(len(system.a_SS))
    for driven_S in u_TF.astype(np.float64) @ system.b_SF.T:
        z_S = system.a_SS @ z_S + driven_S
        largest_S = np.maximum(largest_S, np.abs(z_S))
    unit_S = _LARGEST / largest_S
    return LinearSystem(
        system.a_SS * unit_S[:, np.newaxis] / unit_S,
        system.b_SF * unit_S[:, np.newaxis],
        system.c_OS / unit_S,
    )
