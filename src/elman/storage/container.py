"""One safetensors file: arrays by name, and everything else as one JSON record. No pickle anywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from elman.arrays import Array
from elman.errors import ElmanError, ModelFileError

R = TypeVar("R")

Parse = Callable[[Any], R]
"""From the JSON to the record; it raises an error of elman's where that is damaged."""
_KINDS = {
    "elman": "a model of inputs and targets (for elman predict and elman evaluate)",
    "elman_forecaster": "a forecaster (for elman forecast and elman backtest)",
}
"""What a file with this record is called."""
Shapes = Callable[[R], Mapping[str, tuple[int, ...]]]
"""The arrays that a file with this record must have, float32, and their shapes."""


def to_bytes(key: str, plain: Mapping[str, Any], arrays: Mapping[str, Array]) -> bytes:
    """The content of a file: the record under its key, and the arrays."""
    from safetensors.numpy import save

    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    return bytes(save(contiguous, metadata={key: json.dumps(plain)}))


def keys_of(source: Path | bytes) -> set[str]:
    """The keys of the records in a file, or in its content.

    Raises:
        ModelFileError: it is not there, or no such file.
    """
    return set(_open(source)[0])


def check_fields(plain: object, names: Iterable[str], *, kind: str, version: int) -> None:
    """Checks that a record has these fields and its format version, and no others.

    Args:
        plain: what the JSON holds.
        names: of the fields, beside `format_version`.
        kind: what has them: "a model file".
        version: the one that is read.

    Raises:
        ModelFileError: another format version, or a field is missing or unknown.
    """
    if not isinstance(plain, Mapping):
        raise ModelFileError(f"a record must hold named fields, got {type(plain).__name__}.")
    found = plain.get("format_version")
    if found != version:
        raise ModelFileError(
            f"format_version must be {version}, got {found!r}. "
            "Read the file with the version of elman that wrote it, or a newer one."
        )
    wanted = {*names, "format_version"}
    if set(plain) != wanted:
        odd = sorted(wanted.symmetric_difference(plain))
        raise ModelFileError(f"{kind} must have the fields {sorted(wanted)}, got others: {odd}.")


def read(source: Path | bytes, key: str, parse: Parse[R], shapes: Shapes[R]) -> tuple[R, dict[str, Array]]:
    """Reads a file, or its content. Every shape is checked against the record before an array is read.

    Raises:
        ModelFileError: it is not there, no such file, damaged, or of another format version.
    """
    from safetensors import SafetensorError, safe_open
    from safetensors.numpy import load

    place = _place(source)
    metadata, described = _open(source)
    record = _read_record(metadata, key, parse, place)
    _check_shapes(described, shapes(record), place)
    try:
        if isinstance(source, bytes):
            arrays = load(source)
        else:
            with safe_open(source, framework="numpy") as file:
                arrays = {name: file.get_tensor(name) for name in described}
    except SafetensorError as error:
        raise _foreign(place, error) from None
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise ModelFileError(
                f"{name} of {place!r} must hold finite numbers, and it does not. "
                "The file is damaged: fit the model again."
            )
    return record, arrays


def _open(source: Path | bytes) -> tuple[Mapping[str, str], dict[str, str]]:
    """The records by key, and every array described as `(4, 1) of F32`."""
    from safetensors import SafetensorError, safe_open
    from safetensors.numpy import load

    try:
        if isinstance(source, bytes):
            load(source)
            # The library checked the header just now, and keeps it to itself: 8 bytes of length, then JSON.
            header = json.loads(source[8 : 8 + int.from_bytes(source[:8], "little")])
            metadata = header.pop("__metadata__", None)
            described = {name: f"{tuple(part['shape'])} of {part['dtype']}" for name, part in header.items()}
            return metadata or {}, described
        _check_is_file(source)
        with safe_open(source, framework="numpy") as file:
            slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118
            described = {
                name: f"{tuple(part.get_shape())} of {part.get_dtype()}" for name, part in slices.items()
            }
            return file.metadata() or {}, described
    except SafetensorError as error:
        raise _foreign(_place(source), error) from None


def _place(source: Path | bytes) -> str:
    return f"{len(source)} bytes" if isinstance(source, bytes) else str(source)


def _check_is_file(path: Path) -> None:
    try:
        is_file = path.is_file()
    except OSError:
        is_file = False
    if not is_file:
        raise ModelFileError(f"model must be a file, got {str(path)!r}, which is none. Check the name.")


def _foreign(place: str, error: Exception) -> ModelFileError:
    return ModelFileError(
        f"model must be a file that elman wrote, got {place!r} ({error}). Fit the model again."
    )


def _read_record(metadata: Mapping[str, str], key: str, parse: Parse[R], place: str) -> R:
    others = [words for other, words in _KINDS.items() if other in metadata and other != key]
    if key not in metadata and others:
        wanted = _KINDS.get(key, "a model of another kind")
        raise ModelFileError(f"{place!r} must be {wanted}, and it is {others[0]}. Name another file.")
    if key not in metadata:
        raise ModelFileError(
            f"model must be a file that elman wrote, got {place!r} without its record. "
            "To use PyTorch's parameters, load them into a network (see the README)."
        )
    try:
        return parse(json.loads(metadata[key]))
    except ModelFileError as error:
        raise ModelFileError(f"{place!r} is no model for this elman: {error}") from None
    except (ElmanError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelFileError(f"the record of {place!r} is damaged ({error}). Fit the model again.") from None


def _check_shapes(described: Mapping[str, str], shapes: Mapping[str, tuple[int, ...]], place: str) -> None:
    for name, shape in shapes.items():
        found = described.get(name, "nothing")
        if found != f"{shape} of F32":
            raise ModelFileError(
                f"{name} of {place!r} must have the shape {shape} of F32, got {found}. "
                "The file is damaged: fit the model again."
            )
