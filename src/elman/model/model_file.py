"""The model file: one safetensors file, parameters under PyTorch's names, the record as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError, ElmanError, ModelFileError
from elman.evaluation import BASELINES, Baseline
from elman.files import whole_file
from elman.model.record import Record
from elman.network import Parameters, parameter_shapes

_RECORD = "elman"
_BASELINE = "baseline."


def write_model(
    path: Path, record: Record, parameters: Parameters, baselines: Mapping[str, Baseline]
) -> None:
    """Writes a model, in full or not at all.

    Raises:
        ArgumentError: the file cannot be written.
    """
    content = model_to_bytes(record, parameters, baselines)
    with whole_file("model", path) as partial:
        partial.write_bytes(content)


def model_to_bytes(record: Record, parameters: Parameters, baselines: Mapping[str, Baseline]) -> bytes:
    """The content of the file that `write_model` writes."""
    from safetensors.numpy import save

    tensors = dict(parameters)
    for name, baseline in baselines.items():
        tensors |= {f"{_BASELINE}{name}.{key}": np.asarray(array) for key, array in baseline.arrays().items()}
    contiguous = {key: np.ascontiguousarray(array) for key, array in tensors.items()}
    return bytes(save(contiguous, metadata={_RECORD: json.dumps(record.to_dict())}))


def read_model(path: Path) -> tuple[Record, Parameters, dict[str, Baseline]]:
    """Reads a model. Every shape is checked against the record before an array is read.

    Raises:
        ModelFileError: it is not there, no model file, damaged, or of another format version.
    """
    from safetensors import SafetensorError, safe_open

    _check_is_file(path)
    try:
        with safe_open(path, framework="numpy") as file:
            record = _read_record(file.metadata(), str(path))
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
            _check_shapes(shapes, record, str(path))
            arrays = {name: file.get_tensor(name) for name in shapes}
    except SafetensorError as error:
        raise _foreign(str(path), error) from None
    return _checked_parts(record, arrays, str(path))


def _check_is_file(path: Path) -> None:
    try:
        is_file = path.is_file()
    except OSError:
        is_file = False
    if not is_file:
        raise ModelFileError(f"model must be a file, got {str(path)!r}, which is none. Check the name.")


def model_from_bytes(data: bytes) -> tuple[Record, Parameters, dict[str, Baseline]]:
    """The inverse of `model_to_bytes`, with the checks of `read_model`.

    Raises:
        ModelFileError: it is no model, damaged, or of another format version.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    place = f"{len(data)} bytes"
    try:
        arrays = load(data)
    except SafetensorError as error:
        raise _foreign(place, error) from None
    # The library checked the header just now, and keeps its metadata to itself: 8 bytes of length, then JSON.
    header = json.loads(data[8 : 8 + int.from_bytes(data[:8], "little")])
    record = _read_record(header.get("__metadata__"), place)
    _check_shapes({name: array.shape for name, array in arrays.items()}, record, place)
    return _checked_parts(record, arrays, place)


def _checked_parts(
    record: Record, arrays: Mapping[str, Array], place: str
) -> tuple[Record, Parameters, dict[str, Baseline]]:
    _check_numbers(arrays, place)
    parameters = {name: arrays[name] for name in parameter_shapes(record.spec)}
    return record, parameters, _baselines(arrays, place)


def _foreign(place: str, error: Exception) -> ModelFileError:
    return ModelFileError(
        f"model must be a file that elman wrote, got {place!r} ({error}). Fit the model again."
    )


def _read_record(metadata: Mapping[str, str] | None, place: str) -> Record:
    if not metadata or _RECORD not in metadata:
        raise ModelFileError(
            f"model must be a file that elman wrote, got {place!r} without its record. "
            "To use PyTorch's parameters, load them into a network (see the README)."
        )
    try:
        return Record.from_dict(json.loads(metadata[_RECORD]))
    except ModelFileError as error:
        raise ModelFileError(f"{place!r} is no model for this elman: {error}") from None
    except (ElmanError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelFileError(f"the record of {place!r} is damaged ({error}). Fit the model again.") from None


def _check_shapes(shapes: Mapping[str, tuple[int, ...]], record: Record, place: str) -> None:
    for name, shape in parameter_shapes(record.spec).items():
        if shapes.get(name) != shape:
            raise ModelFileError(
                f"{name} of {place!r} must have the shape {shape}, got {shapes.get(name, 'nothing')}. "
                "The file is damaged: fit the model again."
            )


def _check_numbers(arrays: Mapping[str, Array], place: str) -> None:
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise ModelFileError(
                f"{name} of {place!r} must hold finite numbers, and it does not. "
                "The file is damaged: fit the model again."
            )


def _baselines(arrays: Mapping[str, Array], place: str) -> dict[str, Baseline]:
    """The baselines that this version knows."""
    found: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        baseline, _, key = name.removeprefix(_BASELINE).partition(".")
        if name.startswith(_BASELINE) and baseline in BASELINES:
            found.setdefault(baseline, {})[key] = array
    try:
        return {name: BASELINES[name].from_arrays(parts) for name, parts in found.items()}
    except ArgumentError as error:
        raise ModelFileError(
            f"the baselines of {place!r} are damaged ({error}). Fit the model again."
        ) from None
