"""The table of a fleet's units: where each is, what it chose, and the errors that it chose by."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np

from elman.fleet.candidates import CANDIDATES
from elman.fleet.manifest import Manifest
from elman.fleet.places import Places
from elman.fleet.shard_file import ShardFile
from elman.fleet.units import UnitResult
from elman.tables import open_table, write_table


@dataclass(frozen=True, slots=True)
class UnitPlace:
    """Where a unit is, and what it chose."""

    shard: str
    """The name of its shard."""
    choice: str | None
    """The candidate that it took; None: it has no model."""


def write_scores(manifest: Manifest, places: Places) -> list[tuple[str, UnitResult]]:
    """Writes the table of all units whose shard is done; returns its rows with their shards."""
    rows = [
        (shard.name, result)
        for shard in manifest.shards
        if places.models_of(shard.name).exists()
        for result in ShardFile.read(places.models_of(shard.name)).results
    ]
    if rows:
        write_table(_columns(manifest, rows), places.scores)
    return rows


def read_scores(places: Places) -> dict[str, list[Any]]:
    """The columns of the table, by name; a missing value is None or NaN."""
    table = open_table(places.scores)
    columns = table.read(range(len(table.names)), (None, None))
    return {name: column.cells_N.tolist() for name, column in zip(table.names, columns, strict=True)}


def read_places(places: Places) -> dict[str, UnitPlace]:
    """Every unit by id."""
    columns = read_scores(places)
    found = zip(columns["unit"], columns["shard"], columns["choice"], strict=True)
    return {unit: UnitPlace(shard, choice or None) for unit, shard, choice in found}


def count_choices(choices: list[str | None]) -> dict[str, int]:
    """How many units took each candidate."""
    counted = Counter(choices)
    return {name: counted[name] for name in CANDIDATES if counted[name]}


def _columns(manifest: Manifest, rows: list[tuple[str, UnitResult]]) -> dict[str, Any]:
    results = [result for _, result in rows]
    columns: dict[str, Any] = {
        "unit": _text([result.unit for result in results]),
        "shard": _text([shard for shard, _ in rows]),
        "rows": np.array([result.rows for result in results]),
        "choice": _text([result.choice or "" for result in results]),
    }
    for name in manifest.candidates:
        columns[name] = np.array([result.scores.get(name) for result in results], np.float64)
    columns["baseline"] = np.array([result.baseline for result in results], np.float64)
    columns["failed"] = _text([result.failed for result in results])
    return columns


def _text(values: list[str]) -> Any:
    return np.array(values, dtype=object)
