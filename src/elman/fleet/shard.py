"""One shard: a table of rows in, a file of models out. What a worker does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from elman.api import FitColumns
from elman.arrays import Array
from elman.data import Sequences, read_sequences
from elman.fleet.candidates import UnitFit
from elman.fleet.manifest import UNIT
from elman.fleet.units import UNIT_RESULTS, UnitResult, fit_unit
from elman.model import Model
from elman.storage import container
from elman.storage.fields import record, whole
from elman.storage.kinds import Kind, register
from elman.storage.whole_file import write_whole

KIND = register(
    Kind(
        key="elman_fleet_shard",
        title="a shard of a fleet",
        argument="shard",
        written_by="`elman fleet fit` has written",
        advice="Remove it, and run the command again that made the fleet.",
        order="The fleet comes first, then the data.",
    )
)
_FORMAT = 1
_RECORD = record(format_version=whole(_FORMAT, _FORMAT), units=UNIT_RESULTS)


def run_shard(path: str, options: Mapping[str, Any], out: str) -> dict[str, Any]:
    """Fits the units of a shard and writes their models, in full or not at all.

    It is pure: the same rows and options give the same bytes, on any worker. It is idempotent: a result that
    is there is only read.

    Args:
        path: the shard's rows: a table that `plan` wrote.
        options: plain values: `inputs`, `targets`, `candidates`, `shared` (the file of the global model, or
            None) and `fit`, the options of every fit by name.
        out: where the models go.

    Returns:
        A small report: how many units, what they chose, and how many have no model.

    Raises:
        ArgumentError: the rows cannot be read, or the result cannot be written.
    """
    if Path(out).exists():
        return report_of(read_results(Path(out)))
    results, arrays = [], {}
    shared = None if options["shared"] is None else Model.load(options["shared"])
    for number, unit in enumerate(_units(path, options)):
        result, model = fit_unit(
            _unit_fit(unit, options, shared), options["candidates"], _validation(options)
        )
        results.append(result)
        if model is not None and result.choice != "global":
            arrays[str(number)] = np.frombuffer(model.to_bytes(), np.uint8)
    plain = {"format_version": _FORMAT, "units": [result.plain() for result in results]}
    write_whole("out", Path(out), container.to_bytes(KIND, plain, arrays))
    return report_of(results)


def read_results(path: Path) -> list[UnitResult]:
    """What became of the units of a shard.

    Raises:
        ModelFileError: the file is damaged.
    """
    return _read(path)[0]


def read_models(path: Path) -> dict[str, Model]:
    """The models of a shard's units by id, but of those that took the global one.

    Raises:
        ModelFileError: the file is damaged.
    """
    results, arrays = _read(path)
    return {
        results[int(number)].unit: Model.from_bytes(content.tobytes()) for number, content in arrays.items()
    }


def report_of(results: list[UnitResult]) -> dict[str, Any]:
    """What a driver is told of a shard."""
    choices = Counter(result.choice for result in results if result.choice is not None)
    return {
        "units": len(results),
        "choices": dict(sorted(choices.items())),
        "failed": sum(result.choice is None for result in results),
    }


def _read(path: Path) -> tuple[list[UnitResult], dict[str, Array]]:
    plain, arrays = container.read(path, KIND, lambda plain: _RECORD("", plain), lambda plain: {})
    return [UnitResult(**unit) for unit in plain["units"]], arrays


def _units(path: str, options: Mapping[str, Any]) -> list[Sequences]:
    """The shard's units, a sequence each."""
    read = read_sequences(path, inputs=options["inputs"], targets=options["targets"], id=UNIT)
    return [
        Sequences(names=read.names, values_NC=values_NC, lengths=(len(values_NC),), ids=(unit,))
        for unit, values_NC in zip(read.ids, read, strict=True)
    ]


def _unit_fit(unit: Sequences, options: Mapping[str, Any], shared: Model | None) -> UnitFit:
    columns = FitColumns.of(inputs=options["inputs"], targets=options["targets"])
    return UnitFit(unit=unit, columns=columns, options=options["fit"], shared=shared)


def _validation(options: Mapping[str, Any]) -> float:
    from elman.model import split_options

    return split_options(options["fit"])[0].validation
