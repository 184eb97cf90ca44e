"""The file of a state: one safetensors file, its arrays by name, the rest as JSON."""

from __future__ import annotations

import json
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import StateError
from elman.network.state import InputState, State
from elman.storage.whole_file import whole_file

_RECORD = "elman_state"
_FORMAT = 1
_HELD, _STEPS = "held", "steps"


def write_state(state: State, path: str | PathLike[str]) -> None:
    """Writes a state, in full or not at all.

    Raises:
        ArgumentError: the file cannot be written.
    """
    from safetensors.numpy import save

    record: dict[str, Any] = {"format": _FORMAT, "names": state.names, "network": state.fingerprint}
    tensors = {name: np.ascontiguousarray(state[name]) for name in state.names}
    if state.inputs is not None:
        tensors |= {_HELD: state.inputs.held_BF, _STEPS: state.inputs.steps_B}
        record |= {"preparation": state.inputs.fingerprint, "ids": state.inputs.ids}
    with whole_file("state", Path(path)) as partial:
        partial.write_bytes(save(tensors, metadata={_RECORD: json.dumps(record)}))


def read_state(path: str | PathLike[str]) -> State:
    """Reads what `write_state` wrote.

    Raises:
        StateError: the file is not there, no state, damaged, or of another format.
    """
    from safetensors import SafetensorError, safe_open

    if not Path(path).is_file():
        raise StateError(f"state must be a file, got {str(path)!r}, which is none. Check the name.")
    try:
        with safe_open(path, framework="numpy") as file:
            record = json.loads((file.metadata() or {})[_RECORD])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        if record["format"] != _FORMAT:
            raise StateError(
                f"state must have the format {_FORMAT}, got {record['format']!r} in {str(path)!r}. "
                "Read it with the version of elman that wrote it."
            )
        return _unpack(record, tensors)
    except (SafetensorError, KeyError, TypeError, ValueError, OSError) as error:
        if isinstance(error, StateError):
            raise
        raise StateError(
            f"state must be a file that State.save wrote, got {str(path)!r} ({error}). Name another file."
        ) from None


def _unpack(record: dict[str, Any], tensors: dict[str, Array]) -> State:
    names = tuple(str(name) for name in record["names"])
    arrays = [tensors.pop(name) for name in names]
    values_SLBH = np.stack(arrays)
    if values_SLBH.ndim != 4 or values_SLBH.dtype != np.float32 or not np.isfinite(values_SLBH).all():
        raise ValueError("its arrays are not finite float32 of the shape (layers, batch, units)")
    state = State(names, values_SLBH, str(record["network"]))
    if _HELD in tensors:
        state.inputs = _unpack_inputs(record, tensors, state.batch_size)
    return state


def _unpack_inputs(record: dict[str, Any], tensors: dict[str, Array], batch_size: int) -> InputState:
    held_BF, steps_B = tensors[_HELD], tensors[_STEPS]
    ids = tuple(str(name) for name in record["ids"])
    fits = held_BF.ndim == 2 and steps_B.shape == (batch_size,) and len(held_BF) == len(ids) == batch_size
    right = held_BF.dtype == np.float32 and steps_B.dtype == np.int64 and np.isfinite(held_BF).all()
    if not fits or not right:
        raise ValueError("what it holds of the inputs does not fit its arrays")
    return InputState(held_BF=held_BF, steps_B=steps_B, fingerprint=str(record["preparation"]), ids=ids)
