"""The model file: one safetensors file, parameters under PyTorch's names, the record as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from elman.arrays import Array
from elman.errors import ElmanError, ModelFileError
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
    from safetensors.numpy import save_file

    with whole_file("model", path) as partial:
        save_file(_tensors(parameters, baselines), partial, metadata=_metadata(record))


def model_to_bytes(record: Record, parameters: Parameters, baselines: Mapping[str, Baseline]) -> bytes:
    """The content of the file that `write_model` writes."""
    from safetensors.numpy import save

    return bytes(save(_tensors(parameters, baselines), metadata=_metadata(record)))


def read_model(path: Path) -> tuple[Record, Parameters, dict[str, Baseline]]:
    """Reads a model. Every shape is checked against the record before an array is read.

    Raises:
        ModelFileError: it is not there, no model file, damaged, or of another format version.
    """
    from safetensors import SafetensorError, safe_open

    if not path.is_file():
        raise ModelFileError(f"model must be a file, got {str(path)!r}, which is none. Check the name.")
    try:
        with safe_open(path, framework="numpy") as file:
            record = _read_record(file.metadata(), str(path))
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
            _check_shapes(shapes, record, str(path))
            arrays = {name: file.get_tensor(name) for name in shapes}
    except SafetensorError as error:
        raise _foreign(str(path), error) from None
    parameters = {name: arrays[name] for name in parameter_shapes(record.spec)}
    return record, parameters, _baselines(arrays)


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
    return record, {name: arrays[name] for name in parameter_shapes(record.spec)}, _baselines(arrays)


def _tensors(parameters: Parameters, baselines: Mapping[str, Baseline]) -> dict[str, Array]:
    tensors = dict(parameters)
    for name, baseline in baselines.items():
        tensors |= {f"{_BASELINE}{name}.{key}": np.asarray(array) for key, array in baseline.arrays().items()}
    return {key: np.ascontiguousarray(array) for key, array in tensors.items()}


def _metadata(record: Record) -> dict[str, str]:
    return {_RECORD: json.dumps(record.to_dict())}


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
    except ModelFileError:
        raise
    except (ElmanError, KeyError, TypeError, ValueError) as error:
        raise ModelFileError(f"the record of {place!r} is damaged ({error}). Fit the model again.") from None


def _check_shapes(shapes: Mapping[str, tuple[int, ...]], record: Record, place: str) -> None:
    for name, shape in parameter_shapes(record.spec).items():
        if shapes.get(name) != shape:
            raise ModelFileError(
                f"{name} of {place!r} must have the shape {shape}, got {shapes.get(name, 'nothing')}. "
                "The file is damaged: fit the model again."
            )


def _baselines(arrays: Mapping[str, Array]) -> dict[str, Baseline]:
    found: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        if name.startswith(_BASELINE):
            baseline, key = name.removeprefix(_BASELINE).split(".", 1)
            found.setdefault(baseline, {})[key] = array
    return {name: BASELINES[name].from_arrays(parts) for name, parts in found.items() if name in BASELINES}
