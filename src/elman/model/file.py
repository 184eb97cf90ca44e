"""The model file: one safetensors file, parameters under PyTorch's names, the record as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError, ModelFileError
from elman.evaluation import BASELINES, Baseline
from elman.model.record import Record
from elman.network import Parameters, parameter_shapes
from elman.storage import container
from elman.storage.whole_file import whole_file

RECORD_KEY = "elman"
"""Of the record in the file's metadata."""
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
    # The reference engine computes in float64; a file has the parameters that every engine takes.
    arrays = {name: array.astype(np.float32, copy=False) for name, array in parameters.items()}
    for name, baseline in baselines.items():
        arrays |= {f"{_BASELINE}{name}.{key}": np.asarray(array) for key, array in baseline.arrays().items()}
    return container.to_bytes(RECORD_KEY, record.to_dict(), arrays)


def read_model(source: Path | bytes) -> tuple[Record, Parameters, dict[str, Baseline]]:
    """Reads a model file, or its content. Every shape is checked against the record before an array is read.

    Raises:
        ModelFileError: it is not there, no model file, damaged, or of another format version.
    """
    record, arrays = container.read(
        source, RECORD_KEY, Record.from_dict, lambda record: parameter_shapes(record.spec)
    )
    place = f"{len(source)} bytes" if isinstance(source, bytes) else str(source)
    parameters = {name: arrays[name] for name in parameter_shapes(record.spec)}
    return record, parameters, _baselines(arrays, place)


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
