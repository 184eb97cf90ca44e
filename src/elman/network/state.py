"""The state of a network, which the caller holds as a value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any

import numpy as np

from elman.arrays import FLOAT32, Array, check_array
from elman.errors import ArgumentError, StateError
from elman.network.spec import NetworkSpec


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class InputState:
    """What the preparation of inputs remembers between calls, besides the state of the network."""

    held_BF: Array
    """The last known inputs, scaled, float32; NaN before the first known one. (States of version 0.1 have 0
    there, the scaling's centre, which stands for what is missing until a value is known.)"""
    steps_B: Array
    """The number of rows since the start, int64."""
    fingerprint: str
    """The fingerprint of the preparation: channels, scaling, and the policy for missing inputs."""
    ids: tuple[str, ...]
    """The name of each sequence."""
    past_BDF: Array | None = None
    """The last rows of delayed inputs, in units; None: no input is delayed."""

    def select(self, lanes: Sequence[int]) -> InputState:
        """Returns the part of these sequences, in this order."""
        return InputState(
            held_BF=self.held_BF[lanes],
            steps_B=self.steps_B[lanes],
            fingerprint=self.fingerprint,
            ids=tuple(self.ids[lane] for lane in lanes),
            past_BDF=None if self.past_BDF is None else self.past_BDF[lanes],
        )

    def with_past(self, past_BDF: Array) -> InputState:
        """Returns the same with these last rows of inputs."""
        return replace(self, past_BDF=past_BDF)


class State:
    """What a network remembers between calls, with the fingerprint of the network that made it.

    `state["h"]` (and `state["c"]` for the LSTM) is an array `(num_layers, batch, hidden_size)`.
    Every call of a network takes a state and returns a new one. No state is changed in place.

    Attributes:
        names: the names of the arrays, in the order of the cell.
        values_SLBH: all arrays in one block; treat it as read-only.
        fingerprint: the fingerprint of the network that made the state.
        inputs: what a model or a stream remembers of the inputs; None if an engine made the state.
    """

    __slots__ = ("fingerprint", "inputs", "names", "values_SLBH")

    def __init__(
        self,
        names: tuple[str, ...],
        values_SLBH: Array,
        fingerprint: str,
        inputs: InputState | None = None,
    ) -> None:
        self.names = names
        self.values_SLBH = values_SLBH
        self.fingerprint = fingerprint
        self.inputs = inputs

    @classmethod
    def load(cls, path: str | PathLike[str]) -> State:
        """Reads a state from a file that `save` wrote.

        Raises:
            StateError: the file does not exist, holds no state, or is damaged.
        """
        from elman.network.state_file import read_state

        return read_state(path)

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the state to a safetensors file, in full or not at all.

        Raises:
            ArgumentError: the file cannot be written.
        """
        from elman.network.state_file import write_state

        write_state(self, path)

    def to_bytes(self) -> bytes:
        """Returns the content of the file that `save` writes."""
        from elman.network.state_file import state_to_bytes

        return state_to_bytes(self)

    @classmethod
    def from_bytes(cls, data: bytes) -> State:
        """Makes a state from the bytes that `to_bytes` returned.

        Raises:
            StateError: the bytes hold no state, or are damaged.
        """
        from elman.network.state_file import read_state

        return read_state(data)

    @classmethod
    def zeros(
        cls, spec: NetworkSpec, batch_size: int, fingerprint: str, dtype: type[np.floating[Any]]
    ) -> State:
        """Returns the state before the first step."""
        names = spec.cell_definition.states
        shape = (len(names), spec.num_layers, batch_size, spec.hidden_size)
        return cls(names, np.zeros(shape, dtype), fingerprint)

    @classmethod
    def join(cls, states: Sequence[State]) -> State:
        """Joins the states of several sequences into the state of one batch, in order.

        Raises:
            StateError: there is no state, or they belong to different networks or preparations.
        """
        kinds = {(state.fingerprint, state.inputs and state.inputs.fingerprint) for state in states}
        if len(kinds) != 1:
            raise StateError(
                f"states must be one or more of the same network, got {len(states)} of {len(kinds)}. "
                "Join what one model made."
            )
        inputs = [state.inputs for state in states if state.inputs is not None]
        joined = inputs and InputState(
            held_BF=np.concatenate([part.held_BF for part in inputs]),
            steps_B=np.concatenate([part.steps_B for part in inputs]),
            fingerprint=inputs[0].fingerprint,
            ids=tuple(name for part in inputs for name in part.ids),
            past_BDF=_joined([part.past_BDF for part in inputs]),
        )
        values_SLBH = np.concatenate([state.values_SLBH for state in states], axis=2)
        return cls(states[0].names, values_SLBH, states[0].fingerprint, joined or None)

    def select(self, lanes: Sequence[int]) -> State:
        """Returns the state of these sequences, in this order; they are counted from 0.

        Raises:
            StateError: a sequence does not exist, or none is named.
        """
        wanted = list(lanes)
        if not wanted or not all(0 <= lane < self.batch_size for lane in wanted):
            raise StateError(
                f"lanes must be one or more numbers from 0 to {self.batch_size - 1}, got {wanted}. "
                "They count the sequences of the state."
            )
        values_SLBH = np.ascontiguousarray(self.values_SLBH[:, :, wanted])
        inputs = None if self.inputs is None else self.inputs.select(wanted)
        return State(self.names, values_SLBH, self.fingerprint, inputs)

    @property
    def batch_size(self) -> int:
        """The number of sequences."""
        return int(self.values_SLBH.shape[2])

    def __getitem__(self, name: str) -> Array:
        """Returns the array with this name, `(L, B, H)`."""
        if name not in self.names:
            raise ArgumentError(f"state array must be one of {self.names}, got {name!r}. Check the cell.")
        array: Array = self.values_SLBH[self.names.index(name)]
        return array

    def __repr__(self) -> str:
        shape = self.values_SLBH.shape[1:]
        return f"State({', '.join(self.names)}: {shape}, network {self.fingerprint})"


def _joined(pasts: Sequence[Array | None]) -> Array | None:
    """None where one is unknown: whoever joins states of sequences that begin gives each its own past."""
    known = [past_BDF for past_BDF in pasts if past_BDF is not None]
    return np.concatenate(known) if known and len(known) == len(pasts) else None


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
        DtypeError, ArgumentError: its array is not what the network makes.
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
    names = spec.cell_definition.states
    shape = (len(names), spec.num_layers, None, spec.hidden_size)
    check_array("state_SLBH", state.values_SLBH, shape, dtypes=dtypes)
    if state.batch_size != batch_size:
        raise StateError(
            f"state must be for {batch_size} sequences, got one for {state.batch_size}. "
            "Keep the batch size, or pass None to start from zeros."
        )
