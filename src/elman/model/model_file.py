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

    tensors = dict(parameters)
    for name, baseline in baselines.items():
        tensors |= {f"{_BASELINE}{name}.{key}": np.asarray(array) for key, array in baseline.arrays().items()}
    with whole_file("model", path) as partial:
        save_file(
            {key: np.ascontiguousarray(array) for key, array in tensors.items()},
            partial,
            metadata={_RECORD: json.dumps(record.to_dict())},
        )


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
            record = _read_record(file.metadata(), path)
            shapes = {name: tuple(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
            _check_shapes(shapes, record, path)
            arrays = {name: file.get_tensor(name) for name in shapes}
    except SafetensorError as error:
        raise ModelFileError(
            f"model must be a file that elman wrote, got {str(path)!r} ({error}). Fit the model again."
        ) from None
    parameters = {name: arrays[name] for name in parameter_shapes(record.spec)}
    return record, parameters, _baselines(arrays)


def _read_record(metadata: Mapping[str, str] | None, path: Path) -> Record:
    if not metadata or _RECORD not in metadata:
        raise ModelFileError(
            f"model must be a file that elman wrote, got {str(path)!r} without its record. "
            "To use PyTorch's parameters, load them into a network (see the README)."
        )
    try:
        return Record.from_dict(json.loads(metadata[_RECORD]))
    except ModelFileError:
        raise
    except (ElmanError, KeyError, TypeError, ValueError) as error:
        raise ModelFileError(
            f"the record of {str(path)!r} is damaged ({error}). Fit the model again."
        ) from None


def _check_shapes(shapes: Mapping[str, tuple[int, ...]], record: Record, path: Path) -> None:
    for name, shape in parameter_shapes(record.spec).items():
        if shapes.get(name) != shape:
            raise ModelFileError(
                f"{name} of {str(path)!r} must have the shape {shape}, got {shapes.get(name, 'nothing')}. "
                "The file is damaged: fit the model again."
            )


def _baselines(arrays: Mapping[str, Array]) -> dict[str, Baseline]:
    found: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        if name.startswith(_BASELINE):
            baseline, key = name.removeprefix(_BASELINE).split(".", 1)
            found.setdefault(baseline, {})[key] = array
    return {name: BASELINES[name].from_arrays(parts) for name, parts in found.items() if name in BASELINES}
