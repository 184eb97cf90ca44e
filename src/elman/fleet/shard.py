"""One shard: a table of rows in, a file of models out. What a worker does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from elman.api import FitColumns
from elman.data import Sequences, read_sequences
from elman.fleet.candidates import UnitFit
from elman.fleet.manifest import UNIT
from elman.fleet.shard_file import ShardFile
from elman.fleet.units import UnitResult, fit_unit
from elman.model import Model
from elman.storage.whole_file import write_whole


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
        return report_of(ShardFile.read(Path(out)).results)
    results, contents = [], {}
    shared = None if options["shared"] is None else Model.load(options["shared"])
    for number, unit in enumerate(_units(path, options)):
        result, model = fit_unit(
            _unit_fit(unit, options, shared), options["candidates"], _validation(options)
        )
        results.append(result)
        if model is not None and result.has_own:
            contents[number] = model.to_bytes()
    write_whole("out", Path(out), ShardFile(tuple(results), contents).to_bytes())
    return report_of(results)


def report_of(results: Sequence[UnitResult]) -> dict[str, Any]:
    """What a driver is told of a shard."""
    choices = Counter(result.choice for result in results if result.choice is not None)
    return {
        "units": len(results),
        "choices": dict(sorted(choices.items())),
        "failed": sum(result.choice is None for result in results),
    }


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
