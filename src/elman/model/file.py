"""The model file: one safetensors file, parameters under PyTorch's names, the record as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError, ModelFileError
from elman.evaluation import BASELINES, Baseline
from elman.model.record import Record
from elman.network import NetworkSpec, Parameters, parameter_shapes
from elman.storage import container
from elman.storage.kinds import Kind, register
from elman.storage.whole_file import write_whole

KIND = register(
    Kind(
        key="elman",
        title="a model of inputs and targets (for elman predict and elman evaluate)",
    )
)
RECORD_KEY = KIND.key
"""The key of the record in the file's metadata."""
_BASELINE = "baseline."


def write_model(
    path: Path, record: Record, members: Sequence[Parameters], baselines: Mapping[str, Baseline]
) -> None:
    """Writes a model, in full or not at all.

    Args:
        path: of the file.
        record: of the model.
        members: the parameters of each of its networks.
        baselines: beside it.

    Raises:
        ArgumentError: the file cannot be written.
    """
    write_whole("model", path, model_to_bytes(record, members, baselines))


def model_to_bytes(record: Record, members: Sequence[Parameters], baselines: Mapping[str, Baseline]) -> bytes:
    """Returns the content of the file that `write_model` writes."""
    # The reference engine computes in float64; a file has the parameters that every engine takes.
    arrays = {
        prefix + name: array.astype(np.float32, copy=False)
        for prefix, parameters in zip(_prefixes(record), members, strict=True)
        for name, array in parameters.items()
    }
    for name, baseline in baselines.items():
        arrays |= {f"{_BASELINE}{name}.{key}": np.asarray(array) for key, array in baseline.arrays().items()}
    return container.to_bytes(KIND, record.to_dict(), arrays)


def read_model(source: Path | bytes) -> tuple[Record, list[Parameters], dict[str, Baseline]]:
    """Reads a model file, or its content. Every shape is checked against the record before an array is read.

    Returns:
        The record, the parameters of each network, and the baselines.

    Raises:
        ModelFileError: it is not there, no model file, damaged, or of another format version.
    """
    record, arrays = container.read(source, KIND, Record.from_dict, _shapes)
    names = parameter_shapes(record.member_spec)
    members = [{name: arrays[prefix + name] for name in names} for prefix in _prefixes(record)]
    return record, members, _baselines(arrays, record.spec, container.place_of(source))


def _prefixes(record: Record) -> list[str]:
    """Returns the prefix of each network's parameters; it is empty if there is one network."""
    return [f"member_{number + 1}." for number in range(record.members)] if record.members > 1 else [""]


def _shapes(record: Record) -> dict[str, tuple[int, ...]]:
    shapes = parameter_shapes(record.member_spec)
    return {prefix + name: shape for prefix in _prefixes(record) for name, shape in shapes.items()}


def _baselines(arrays: Mapping[str, Array], spec: NetworkSpec, place: str) -> dict[str, Baseline]:
    """Returns the baselines that this version knows."""
    found: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        baseline, _, key = name.removeprefix(_BASELINE).partition(".")
        if name.startswith(_BASELINE) and baseline in BASELINES:
            found.setdefault(baseline, {})[key] = array
    try:
        for parts in found.values():
            _check_letters(parts, {"O": spec.output_size, "F": spec.input_size})
        return {name: BASELINES[name].from_arrays(parts) for name, parts in found.items()}
    except ArgumentError as error:
        raise ModelFileError(
            f"the baselines of {place!r} are damaged ({error}). Fit the model again."
        ) from None


def _check_letters(parts: Mapping[str, Array], sizes: dict[str, int]) -> None:
    """Checks that each shape letter, with which the names of arrays end, has one size in all arrays."""
    for name, array in parts.items():
        letters = name.rpartition("_")[2]
        if not letters.isupper():
            continue
        wanted = [sizes.setdefault(letter, size) for letter, size in zip(letters, array.shape, strict=False)]
        if list(array.shape) != wanted or array.ndim != len(letters) or 0 in array.shape:
            raise ArgumentError(f"{name} must have the shape ({', '.join(letters)}), got {array.shape}")
