"""The model file: one safetensors file, parameters under PyTorch's names, the record as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
    from safetensors.numpy import save

    tensors = dict(parameters)
    for name, baseline in baselines.items():
        tensors |= {f"{_BASELINE}{name}.{key}": np.asarray(array) for key, array in baseline.arrays().items()}
    content = save(
        {key: np.ascontiguousarray(array) for key, array in tensors.items()},
        metadata={_RECORD: json.dumps(record.to_dict())},
    )
    with whole_file("model", path) as partial:
        partial.write_bytes(content)


def read_model(path: Path) -> tuple[Record, Parameters, dict[str, Baseline]]:
    """Reads a model. Every shape is checked against the record before an array is read.

    Raises:
        ModelFileError: it is not there, no model file, damaged, or of another format version.
    """
    from safetensors import SafetensorError, safe_open

    _check_is_file(path)
    try:
        with safe_open(path, framework="numpy") as file:
            record = _read_record(file.metadata(), path)
            slices = {name: file.get_slice(name) for name in file.keys()}  # noqa: SIM118
            _check_shapes(slices, record, path)
            arrays = {name: file.get_tensor(name) for name in slices}
    except SafetensorError as error:
        raise ModelFileError(
            f"model must be a file that elman wrote, got {str(path)!r} ({error}). Fit the model again."
        ) from None
    _check_numbers(arrays, path)
    parameters = {name: arrays[name] for name in parameter_shapes(record.spec)}
    return record, parameters, _baselines(arrays, path)


def _check_is_file(path: Path) -> None:
    try:
        is_file = path.is_file()
    except OSError:
        is_file = False
    if not is_file:
        raise ModelFileError(f"model must be a file, got {str(path)!r}, which is none. Check the name.")


def _read_record(metadata: Mapping[str, str] | None, path: Path) -> Record:
    if not metadata or _RECORD not in metadata:
        raise ModelFileError(
            f"model must be a file that elman wrote, got {str(path)!r} without its record. "
            "To use PyTorch's parameters, load them into a network (see the README)."
        )
    try:
        return Record.from_dict(json.loads(metadata[_RECORD]))
    except ModelFileError as error:
        raise ModelFileError(f"{str(path)!r} is no model for this elman: {error}") from None
    except (ElmanError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise ModelFileError(
            f"the record of {str(path)!r} is damaged ({error}). Fit the model again."
        ) from None


def _check_shapes(slices: Mapping[str, Any], record: Record, path: Path) -> None:
    for name, shape in parameter_shapes(record.spec).items():
        there = slices.get(name)
        found = "nothing" if there is None else f"{tuple(there.get_shape())} of {there.get_dtype()}"
        if found != f"{shape} of F32":
            raise ModelFileError(
                f"{name} of {str(path)!r} must have the shape {shape} of F32, got {found}. "
                "The file is damaged: fit the model again."
            )


def _check_numbers(arrays: Mapping[str, Array], path: Path) -> None:
    for name, array in arrays.items():
        if not np.isfinite(array).all():
            raise ModelFileError(
                f"{name} of {str(path)!r} must hold finite numbers, and it does not. "
                "The file is damaged: fit the model again."
            )


def _baselines(arrays: Mapping[str, Array], path: Path) -> dict[str, Baseline]:
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
            f"the baselines of {str(path)!r} are damaged ({error}). Fit the model again."
        ) from None
