"""A linear path in a network: some of its units are a linear system, and the others learn the rest.

Units that stay near 0 are linear: a state that is small enough goes through their tanh unchanged, and the
linear layer makes it large again. So statics, resonances, slow poles, integrators and the decays of a start
are there before the first step, and everything is trained together from then on. It is a start like any
other: nothing else knows of it, and whatever runs, streams or exports a network does so with these.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from elman.arrays import Array
from elman.network.filters import LinearSystem
from elman.network.initialization import initialize
from elman.network.parameters import Parameters, flatten_parameters, parameter_shapes
from elman.network.spec import NetworkSpec

_SMALL = 5e-5
"""The largest value of a state in training. tanh in float32 gives back what is below 3e-4, to the last bit,
on every engine and in every export; an integrator would add up what it takes away."""
_OPEN = 30.0
"""Before the sigmoid of a gate that is to be 1, which it is in float32 on every engine, and nearly in
float64; -30 for 0. A gate of 0.9999, a last bit apart on two engines, would take them apart in a thousand
rows."""
_REST = 0.1
"""What the first outputs of the other units are multiplied by."""
_SEEN = 0.5
"""What the other units see of the path's state at first, against their inputs of order one."""
_GATES: Mapping[str, tuple[float, ...]] = {"rnn": (), "gru": (_OPEN, -_OPEN)}
"""The gates before the candidate, by cell: a GRU forgets nothing and lets nothing through."""
_SLOWEST = 10_000.0
"""Rows: the parameters of slower states move no less in training."""
_SLOW, _KEPT = 300.0, 63 / 64
"""Rows, beyond which a GRU's gate keeps so much of a state that is alone: what a runtime's tanh takes away,
1e-7 at each row in one of them, counts a sixty-fourth then."""
_ENDLESS = 4_000.0
"""Rows, beyond which the weight on itself of a state that is alone is not trained."""


class LinearPath(NamedTuple):
    """`z[t] = A z[t - 1] + B (x[t] - input_mean) + drive`, `y[t] = C z[t] + constant`, from zeros.

    The drive makes decays of the rows since the start.
    """

    system: LinearSystem
    drive_S: Array
    input_mean_F: Array
    constant_O: Array
    largest_S: Array
    """How large each number of the state becomes in training."""
    rows_S: Array
    """After so many rows each has forgotten most."""

    @property
    def size(self) -> int:
        """Numbers in the state."""
        return len(self.drive_S)


def can_begin_linear(cell: str) -> bool:
    """Whether networks of this cell can hold a linear path."""
    return cell in _GATES


def begin_linear(spec: NetworkSpec, path: LinearPath, *, seed: int) -> Parameters:
    """Parameters with which a network of one layer says what a path says; its first units are the path.

    Args:
        spec: of the network, with more units than the path has numbers in its state.
        path: what it says.
        seed: of the other units, which see the path's state.
    """
    parameters = {name: array.astype(np.float64) for name, array in initialize(spec, seed=seed).items()}
    rest = slice(path.size, spec.hidden_size)
    seen = initialize(replace(spec, input_size=path.size), seed=seed)["rnn.weight_ih_l0"].astype(np.float64)
    for gate in range(len(_GATES[spec.cell]) + 1):
        rows = slice(gate * spec.hidden_size + path.size, (gate + 1) * spec.hidden_size)
        is_candidate = gate == len(_GATES[spec.cell])
        parameters["rnn.weight_hh_l0"][rows, : path.size] = (
            _SEEN / _SMALL * seen[rows] if is_candidate else 0.0
        )
    parameters["out.weight"][:, rest] *= _REST
    parameters["out.bias"][:] = 0.0
    return _with_path(spec, parameters, path)


def add_linear(spec: NetworkSpec, parameters: Parameters, path: LinearPath) -> tuple[NetworkSpec, Parameters]:
    """A network with a path beside its units: its outputs and those of the path are added.

    Args:
        spec: of the network, of one layer.
        parameters: its own.
        path: what is added.

    Returns:
        The shape of both together, the path's units first, and the parameters.
    """
    whole = replace(spec, hidden_size=path.size + spec.hidden_size)
    joined = {name: np.zeros(shape) for name, shape in parameter_shapes(whole).items()}
    for name, array in joined.items():
        if name == "out.bias":
            array[:] = parameters[name]
        elif name == "out.weight":
            array[:, path.size :] = parameters[name]
        else:
            gates = array.reshape(-1, whole.hidden_size, *array.shape[1:])
            own = parameters[name].reshape(-1, spec.hidden_size, *parameters[name].shape[1:])
            place = gates[:, path.size :]
            (place[..., path.size :] if ".weight_hh" in name else place)[:] = own
    return whole, _with_path(whole, joined, path)


def scale_of(spec: NetworkSpec, path: LinearPath) -> Array:
    """How much each parameter of a network with a path is to move for a change of order one, `(P,)`.

    A path's units hold small numbers, and those of slow states take many small steps. Their gates stay as
    they are. The weight on itself of a state that forgets nothing stays as it is, too: near 1, float32 has
    steps of 6e-8, which over 10,000 rows are jumps of the loss.
    """
    row_H, column_H = np.ones(spec.hidden_size), np.ones(spec.hidden_size)
    row_H[: path.size] = _SMALL / np.minimum(path.rows_S, _SLOWEST)
    if _GATES[spec.cell]:
        row_H[: path.size][_is_kept(path)] /= 1.0 - _KEPT
    column_H[: path.size] = 1.0 / _SMALL
    num_gates = len(_GATES[spec.cell])
    gate_H = np.where(np.arange(spec.hidden_size) < path.size, 0.0, 1.0)
    row_R = np.concatenate([*[gate_H] * num_gates, row_H])
    scale = {name: np.ones(shape) for name, shape in parameter_shapes(spec).items()}
    for name in ("weight_ih", "weight_hh"):
        scale[f"rnn.{name}_l0"] *= row_R[:, np.newaxis]
    for name in ("bias_ih", "bias_hh"):
        scale[f"rnn.{name}_l0"] *= row_R
    scale["rnn.weight_hh_l0"] *= column_H
    scale["out.weight"] *= column_H
    slow_S = np.flatnonzero(_are_alone(path) & (path.rows_S > _ENDLESS))
    scale["rnn.weight_hh_l0"][num_gates * spec.hidden_size + slow_S, slow_S] = 0.0
    return flatten_parameters(scale)


def _are_alone(path: LinearPath) -> Array:
    """Which numbers of the state are made of no other."""
    return np.asarray(np.count_nonzero(path.system.a_SS, axis=1) <= 1)


def _is_kept(path: LinearPath) -> Array:
    """Which numbers of the state a gate keeps for the most part."""
    return np.asarray(_are_alone(path) & (path.rows_S > _SLOW))


def _with_path(spec: NetworkSpec, parameters: Parameters, path: LinearPath) -> Parameters:
    """The parameters with the path in its first units, in place, as float32."""
    unit_S = _SMALL / np.maximum(path.largest_S, 1e-12)
    a_SS = path.system.a_SS * unit_S[:, np.newaxis] / unit_S
    b_SF = path.system.b_SF * unit_S[:, np.newaxis]
    drive_S = path.drive_S * unit_S - b_SF @ path.input_mean_F
    size, units, gates = path.size, spec.hidden_size, _GATES[spec.cell]
    for number in range(len(gates) + 1):
        rows = slice(number * units, number * units + size)
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            parameters[f"rnn.{name}_l0"][rows] = 0.0
        if number < len(gates):
            parameters["rnn.bias_ih_l0"][rows] = gates[number]
    kept_S = np.zeros(size)
    if gates:
        slow_S = _is_kept(path)
        kept_S[slow_S] = _KEPT
        parameters["rnn.bias_ih_l0"][units : units + size][slow_S] = np.log(_KEPT / (1.0 - _KEPT))
    own, new_S = slice(len(gates) * units, len(gates) * units + size), 1.0 - kept_S
    parameters["rnn.weight_ih_l0"][own] = b_SF / new_S[:, np.newaxis]
    parameters["rnn.bias_ih_l0"][own] = drive_S / new_S
    parameters["rnn.weight_hh_l0"][own, :size] = (a_SS - np.diag(kept_S)) / new_S[:, np.newaxis]
    parameters["out.weight"][:, :size] = path.system.c_OS / unit_S
    parameters["out.bias"] += path.constant_O
    return {name: array.astype(np.float32) for name, array in parameters.items()}
