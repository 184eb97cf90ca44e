"""The state before the first row, found from measured targets.

A network that starts from zeros in the middle of a signal is wrong until its memory is filled. Where the
first rows come with their targets, the state is what makes the network say these targets: least squares over
the numbers of the state, by the method of Gauss and Newton with Levenberg's damping. The derivatives are
central differences: the disturbed states run side by side as one batch, so they cost few calls of the engine.

Not every state can be: only those near where the network goes. So the state is looked for around the mean of
the states that the network runs through on these inputs, in the directions in which they differ, and a ridge
holds what the rows do not tell. Its strength is the one whose state, found from the first three quarters of
the rows, predicts the last quarter best.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from elman.arrays import Array
from elman.data import Examples, Preparation, Sequences
from elman.engines import Network
from elman.errors import ArgumentError
from elman.network import State
from elman.prediction.carry import predict_carried, zero_state

_RIDGES = (1e-3, 1e-2, 1e-1, 1.0)
_FITTED = 0.75
_DISTURBANCE = 0.01
_ROUNDS = 12
_CONVERGED = 1e-4
_FEWEST_ROWS = 8
_MOST_ROWS = 4_096
_SAMPLES = 64
_SETTLED = 0.25
"""Share of the rows after which a run from zeros has reached the states of use."""
_SPREAD = 1e-3
"""Of the mean variance, added in every direction: the states that were seen are not all there are."""
_BEYOND = 0.25
"""Of the range of each unit: no state is looked for farther beyond it."""


class _Rows(NamedTuple):
    """The rows that are given of one sequence."""

    x_TF: Array
    y_TO: Array

    @property
    def known(self) -> Array:
        """Which targets are known, `(T, O)`."""
        return np.isfinite(self.y_TO)


def start_states(
    network: Network, preparation: Preparation, sequences: Sequences, examples: Examples, rows: int
) -> State:
    """The state of each sequence before its first row, to go on from as from a saved one.

    Args:
        network: takes and gives scaled arrays.
        preparation: of its inputs and targets.
        sequences: in units.
        examples: the same rows, prepared.
        rows: as `estimate_states`.

    Raises:
        ArgumentError: a sequence has no more rows, or there are none.
    """
    shortest = min(sequences.lengths, default=0)
    if isinstance(rows, bool) or not isinstance(rows, int) or not 0 < rows < shortest:
        raise ArgumentError(
            f"start_from must be a number of rows from 1 to {shortest - 1}, below those of the shortest "
            f"sequence, got {rows!r}. Give fewer, or leave it out."
        )
    state = estimate_states(network, examples, rows)
    state.inputs = zero_state(network, preparation, sequences.ids).inputs
    return state


def state_after(network: Network, preparation: Preparation, x_TF: Array, y_TO: Array) -> State:
    """The state after measured rows of one sequence.

    Args:
        network: takes and gives scaled arrays.
        preparation: of its inputs and targets.
        x_TF: inputs in units, NaN where missing.
        y_TO: targets in units, NaN where missing.

    Raises:
        DataError: the policy refuses a missing input.
    """
    sequences = Sequences(
        names=preparation.inputs + preparation.targets,
        values_NC=np.ascontiguousarray(np.concatenate([x_TF, y_TO], axis=1)),
        lengths=(len(x_TF),),
        ids=("stream",),
    )
    examples, _ = preparation.examples(sequences)
    state = estimate_states(network, examples, len(x_TF))
    state.inputs = zero_state(network, preparation, sequences.ids).inputs
    return predict_carried(network, preparation, sequences, state).state


def estimate_states(network: Network, examples: Examples, rows: int) -> State:
    """The state of each sequence before its first row.

    Args:
        network: takes and gives scaled arrays.
        examples: sequences, prepared, with targets.
        rows: how many rows at the start of each are looked at. Without a known target among them the state is
            zeros.
    """
    parts = []
    for x_TF, y_TO in examples:
        given = _Rows(x_TF[:rows], y_TO[:rows])
        space = _Space.seen(network, x_TF[:_MOST_ROWS])
        parts.append(space.state(_estimate(space, given)) if given.known.any() else space.zeros)
    return State.join(parts)


class _Space:
    """States by coordinates around those that a network runs through: 0 is their mean, 1 a deviation."""

    def __init__(self, network: Network, zeros: State, seen_KP: Array) -> None:
        """Takes the mean, the directions and the bounds of some states that were seen."""
        self.network = network
        self.zeros = zeros
        self._mean_P = seen_KP.mean(axis=0)
        covariance_PP = np.cov(seen_KP.T, ddof=0).reshape(self.size, self.size)
        added = _SPREAD * np.trace(covariance_PP) / self.size + 1e-12
        variance_P, direction_PP = np.linalg.eigh(covariance_PP + added * np.eye(self.size))
        self._directions_PP = direction_PP * np.sqrt(variance_P)
        beyond_P = _BEYOND * np.ptp(seen_KP, axis=0)
        self._low_P, self._high_P = seen_KP.min(axis=0) - beyond_P, seen_KP.max(axis=0) + beyond_P

    @classmethod
    def seen(cls, network: Network, x_TF: Array) -> _Space:
        """Of the states on the way through these inputs."""
        zeros = State.zeros(network.spec, 1, network.fingerprint, np.float32)
        size = max(1, len(x_TF) // _SAMPLES)
        state, states = zeros, []
        for start in range(0, len(x_TF), size):
            _, state = network.forward(np.ascontiguousarray(x_TF[None, start : start + size]), state)
            states.append(state.values_SLBH.astype(np.float64).ravel())
        return cls(network, zeros, np.array(states[int(_SETTLED * len(states)) :]))

    @property
    def size(self) -> int:
        """P, numbers of a state."""
        return len(self._mean_P)

    def state(self, place_P: Array) -> State:
        """The state at some coordinates."""
        return self._batch(place_P[None])

    def run(self, places_BP: Array, x_TF: Array) -> Array:
        """Predictions from each of some states, `(B, T, O)`."""
        x_BTF = np.ascontiguousarray(np.broadcast_to(x_TF, (len(places_BP), *x_TF.shape)))
        return self.network.forward(x_BTF, self._batch(places_BP))[0]

    def _batch(self, places_BP: Array) -> State:
        num_arrays, layers, _, units = self.zeros.values_SLBH.shape
        flat_BP = self._mean_P + places_BP @ self._directions_PP.T
        flat_BP = np.clip(flat_BP, self._low_P, self._high_P).astype(np.float32)
        values_BSLH = flat_BP.reshape(len(flat_BP), num_arrays, layers, units)
        values_SLBH = np.ascontiguousarray(values_BSLH.transpose(1, 2, 0, 3))
        return State(self.zeros.names, values_SLBH, self.zeros.fingerprint)


def _estimate(space: _Space, given: _Rows) -> Array:
    """The coordinates of the state, `(P,)`."""
    cut = max(1, int(_FITTED * len(given.x_TF)))
    first, last = given.known[:cut], given.known[cut:]
    ridge = _RIDGES[1]
    if first.any() and last.any():
        part = _Rows(given.x_TF[:cut], given.y_TO[:cut])
        errors = {tried: _error(space, _grow(space, part, tried), given, cut) for tried in _RIDGES}
        ridge = min(errors, key=errors.__getitem__)
    return _grow(space, given, ridge)


def _grow(space: _Space, given: _Rows, ridge: float) -> Array:
    """The best state for a few rows, and from there for twice as many, up to all of them.

    Over many rows at once a network that may settle in several ways has several best states.
    """
    place_P, rows = np.zeros(space.size), min(_FEWEST_ROWS, len(given.x_TF))
    while True:
        part = _Rows(given.x_TF[:rows], given.y_TO[:rows])
        if part.known.any():
            place_P = _minimise(space, part, ridge, place_P)
        if rows == len(given.x_TF):
            return place_P
        rows = min(2 * rows, len(given.x_TF))


def _minimise(space: _Space, given: _Rows, ridge: float, start_P: Array) -> Array:
    """The state of the least mean squared error with a penalty of `ridge` times its mean square."""
    place_P, damping = start_P, 1e-3
    left_E = _errors(space, place_P[None], given)[0]
    weight = ridge * len(left_E) / len(place_P)
    cost = left_E @ left_E + weight * (place_P @ place_P)
    slope_EP = _slopes(space, place_P, given)
    for _ in range(_ROUNDS):
        normal_PP = slope_EP.T @ slope_EP + weight * np.eye(len(place_P))
        downhill_P = slope_EP.T @ left_E + weight * place_P
        step_P = np.linalg.solve(normal_PP + damping * np.diag(np.diag(normal_PP)), downhill_P)
        tried_P = place_P - step_P
        tried_E = _errors(space, tried_P[None], given)[0]
        tried_cost = tried_E @ tried_E + weight * (tried_P @ tried_P)
        if not tried_cost < cost:
            damping = 10 * damping
            continue
        gained, place_P, left_E, cost = cost - tried_cost, tried_P, tried_E, tried_cost
        damping = 0.3 * damping
        if gained <= _CONVERGED * cost:
            break
        slope_EP = _slopes(space, place_P, given)
    return place_P


def _slopes(space: _Space, place_P: Array, given: _Rows) -> Array:
    """Derivatives of the errors with respect to the state, `(E, P)`."""
    steps_PP = _DISTURBANCE * np.eye(len(place_P))
    up_PE, down_PE = np.split(
        _errors(space, np.concatenate([place_P + steps_PP, place_P - steps_PP]), given), 2
    )
    return np.asarray((up_PE - down_PE).T / (2 * _DISTURBANCE))


def _errors(space: _Space, places_BP: Array, given: _Rows) -> Array:
    """Prediction less target wherever the target is known, from each of some states: `(B, E)` in float64."""
    predicted_BTO = space.run(places_BP, given.x_TF)
    return np.asarray((predicted_BTO - given.y_TO)[:, given.known].astype(np.float64))


def _error(space: _Space, place_P: Array, given: _Rows, cut: int) -> float:
    """Mean squared error of the rows from `cut` on."""
    predicted_TO = space.run(place_P[None], given.x_TF)[0]
    error = float(np.nanmean((predicted_TO[cut:] - given.y_TO[cut:]).astype(np.float64) ** 2))
    return error if np.isfinite(error) else np.inf
