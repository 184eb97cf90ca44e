"""The state of a network: a value that the caller holds."""

from __future__ import annotations

from typing import Any

import numpy as np

from elman.arrays import FLOAT32, Array, check_array
from elman.errors import ArgumentError, StateError
from elman.network.spec import NetworkSpec


class State:
    """What a network remembers between calls, with the fingerprint of the network that made it.

    `state["h"]` (and `state["c"]` for the LSTM) is an array `(num_layers, batch, hidden_size)`.
    Every call of a network takes a state and returns a new one; none is changed in place.

    Attributes:
        names: the arrays' names, as the cell orders them.
        values_SLBH: all arrays in one block. Treat it as read-only.
        fingerprint: of the network that made it.
    """

    __slots__ = ("fingerprint", "names", "values_SLBH")

    def __init__(self, names: tuple[str, ...], values_SLBH: Array, fingerprint: str) -> None:
        self.names = names
        self.values_SLBH = values_SLBH
        self.fingerprint = fingerprint

    @classmethod
    def zeros(
        cls, spec: NetworkSpec, batch_size: int, fingerprint: str, dtype: type[np.floating[Any]]
    ) -> State:
        """The state before the first step."""
        names = spec.cell_definition.states
        shape = (len(names), spec.num_layers, batch_size, spec.hidden_size)
        return cls(names, np.zeros(shape, dtype), fingerprint)

    @property
    def batch_size(self) -> int:
        """Sequences that it was made for, B."""
        return int(self.values_SLBH.shape[2])

    def __getitem__(self, name: str) -> Array:
        """The array of this name, `(L, B, H)`."""
        if name not in self.names:
            raise ArgumentError(f"state array must be one of {self.names}, got {name!r}. Check the cell.")
        array: Array = self.values_SLBH[self.names.index(name)]
        return array

    def __repr__(self) -> str:
        shape = self.values_SLBH.shape[1:]
        return f"State({', '.join(self.names)}: {shape}, network {self.fingerprint})"


def check_state(
    state: object,
    spec: NetworkSpec,
    batch_size: int,
    fingerprint: str,
    dtypes: tuple[np.dtype[Any], ...] = FLOAT32,
) -> None:
    """Checks a state that a caller hands in; None (zeros) passes.

    Raises:
        StateError: it is no state, or of another network, or of another batch size.
    """
    if state is None:
        return
    if not isinstance(state, State):
        raise StateError(
            f"state must be a State or None, got {type(state).__name__}. "
            "Pass the state that the last call returned."
        )
    if state.fingerprint != fingerprint:
        raise StateError(
            f"state must come from this network ({fingerprint}), got one of {state.fingerprint}. "
            "Pass None to start from zeros."
        )
    if state.batch_size != batch_size:
        raise StateError(
            f"state must be for {batch_size} sequences, got one for {state.batch_size}. "
            "Keep the batch size, or pass None to start from zeros."
        )
    names = spec.cell_definition.states
    shape = (len(names), spec.num_layers, batch_size, spec.hidden_size)
    check_array("state_SLBH", state.values_SLBH, shape, dtypes=dtypes)
