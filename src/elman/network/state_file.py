"""The file of a state: its arrays by name, the rest as JSON."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from elman.arrays import FLOAT32_OR_64, Array
from elman.errors import ArgumentError, StateError
from elman.network.state import InputState, State
from elman.storage import container
from elman.storage.container import check_version
from elman.storage.fields import FINGERPRINT, either, list_of, record, text, whole
from elman.storage.kinds import Kind, register
from elman.storage.whole_file import write_whole

KIND = register(
    Kind(
        key="elman_state",
        title="the state of a model or of its stream",
        argument="state",
        written_by="State.save wrote",
        advice="Name another file, or begin without a state.",
        order="A state goes where a state is asked for, and the data follow the model.",
        error=StateError,
    )
)
_FORMAT = 1
_HELD, _STEPS, _PAST = "held", "steps", "past"
_OWN = {
    "format": whole(_FORMAT, _FORMAT),
    "names": list_of(text(), least=1, most=8),
    "network": FINGERPRINT,
}
_FIELDS = either(record(**_OWN, preparation=FINGERPRINT, ids=list_of(text())), record(**_OWN))


def write_state(state: State, path: str | PathLike[str]) -> None:
    """Writes a state, in full or not at all.

    Raises:
        ArgumentError: the file cannot be written.
    """
    write_whole("state", Path(path), state_to_bytes(state))


def state_to_bytes(state: State) -> bytes:
    """The content of the file that `write_state` writes."""
    plain: dict[str, Any] = {"format": _FORMAT, "names": state.names, "network": state.fingerprint}
    arrays = {name: state[name] for name in state.names}
    if state.inputs is not None:
        arrays |= {_HELD: state.inputs.held_BF, _STEPS: state.inputs.steps_B}
        if state.inputs.past_BDF is not None:
            arrays[_PAST] = state.inputs.past_BDF
        plain |= {"preparation": state.inputs.fingerprint, "ids": state.inputs.ids}
    return container.to_bytes(KIND, plain, arrays)


def read_state(source: str | PathLike[str] | bytes) -> State:
    """Reads a file that `write_state` wrote, or its content.

    Raises:
        StateError: the file is not there, no state, damaged, or of another format.
    """
    place = source if isinstance(source, bytes) else Path(source)
    plain, arrays = container.read(place, KIND, _parse, lambda plain: {}, nan_in=(_HELD, _PAST))
    try:
        return _unpack(plain, arrays)
    except ArgumentError as error:
        raise StateError(
            f"state must be whole, got {container.place_of(place)!r}, and {error}. {KIND.advice}"
        ) from None


def _parse(plain: Any) -> dict[str, Any]:
    check_version(plain, "format", _FORMAT)
    checked: dict[str, Any] = _FIELDS("", plain)
    return checked


def _unpack(plain: dict[str, Any], arrays: dict[str, Array]) -> State:
    names = plain["names"]
    with_inputs = (_HELD, _STEPS) if "ids" in plain else ()
    with_past = (_PAST,) if with_inputs and _PAST in arrays else ()
    if sorted(arrays) != sorted({*names, *with_inputs, *with_past}):
        raise ArgumentError(f"its arrays are {len(arrays)} others than its record names")
    kinds = {(arrays[name].dtype, arrays[name].shape) for name in names}
    dtype, shape = kinds.pop()
    if kinds or dtype not in FLOAT32_OR_64 or len(shape) != 3 or 0 in shape:
        raise ArgumentError("its arrays are not all numbers of one shape (layers, batch, units)")
    values_SLBH = np.stack([arrays[name] for name in names])
    inputs = _unpack_inputs(plain, arrays, shape[1]) if with_inputs else None
    return State(names, values_SLBH, plain["network"], inputs)


def _unpack_inputs(plain: dict[str, Any], arrays: dict[str, Array], batch_size: int) -> InputState:
    held_BF, steps_B, ids = arrays[_HELD], arrays[_STEPS], plain["ids"]
    fits = held_BF.ndim == 2 and steps_B.shape == (batch_size,) and len(held_BF) == len(ids) == batch_size
    right = held_BF.dtype == np.float32 and steps_B.dtype == np.int64 and (steps_B >= 0).all()
    if not fits or not right:
        raise ArgumentError("what it holds of the inputs does not fit its arrays")
    past_BDF = arrays.get(_PAST)
    if past_BDF is not None and (
        past_BDF.ndim != 3 or past_BDF.shape[::2] != held_BF.shape or past_BDF.dtype not in FLOAT32_OR_64
    ):
        raise ArgumentError("what it holds of the inputs before does not fit its arrays")
    return InputState(
        held_BF=held_BF, steps_B=steps_B, fingerprint=plain["preparation"], ids=ids, past_BDF=past_BDF
    )
