"""From many sequences to shards: whole units, in order, with about as many rows each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from elman.data import Sequences, fingerprint
from elman.fleet.manifest import NAME, UNIT, FleetChoices, Manifest, Shard
from elman.fleet.places import Places
from elman.tables import write_table

SHARD_ROWS = 20_000
"""A worker is busy with so many for a second or more, beside which a runner's milliseconds are nothing."""


def plan(
    sequences: Sequences, directory: Path, choices: FleetChoices, *, shard_rows: int = SHARD_ROWS
) -> Manifest:
    """Writes the shards' rows as Parquet, then the manifest; a plan that is there is taken as it is.

    Args:
        sequences: a unit each.
        directory: of the fleet.
        choices: what is asked for.
        shard_rows: about how many rows a shard has; it does not depend on the number of workers.

    Raises:
        ArgumentError: the directory is another fleet's, or cannot be written to.
    """
    ends = _ends(sequences.lengths, shard_rows)
    manifest = Manifest(
        **{field.name: getattr(choices, field.name) for field in fields(choices)},
        shards=tuple(_shards(sequences.lengths, ends)),
        fingerprint=_fingerprint(sequences),
        elman_version=version("elman"),
    )
    if (directory / NAME).exists():
        found = Manifest.read(directory)
        manifest.check_same(found, directory)
        return found
    places = Places(directory)
    places.make()
    for shard, (first, last) in zip(manifest.shards, _ranges(ends), strict=True):
        write_table(rows_table(sequences, first, last), places.rows_of(shard.name))
    manifest.write(directory)
    return manifest


def _ends(lengths: Sequence[int], shard_rows: int) -> list[int]:
    """The unit after the last one of each shard."""
    total = sum(lengths)
    count = min(len(lengths), max(1, round(total / shard_rows)))
    after_N = np.cumsum(lengths)
    cuts = np.searchsorted(after_N, total * np.arange(1, count) / count) + 1
    return [*np.unique(cuts[cuts < len(lengths)]).tolist(), len(lengths)]


def _ranges(ends: Sequence[int]) -> Iterator[tuple[int, int]]:
    return zip([0, *ends[:-1]], ends, strict=True)


def _shards(lengths: Sequence[int], ends: Sequence[int]) -> Iterator[Shard]:
    for number, (first, last) in enumerate(_ranges(ends)):
        yield Shard(name=f"{number:06}", units=last - first, rows=sum(lengths[first:last]))


def rows_table(sequences: Sequences, first: int, last: int) -> dict[str, Any]:
    """The rows of some units, with their ids."""
    starts = [*sequences.starts, sum(sequences.lengths)]
    values_NC = sequences.values_NC[starts[first] : starts[last]]
    ids = np.repeat(np.array(sequences.ids[first:last], dtype=object), sequences.lengths[first:last])
    return {UNIT: ids} | {name: values_NC[:, place] for place, name in enumerate(sequences.names)}


def _fingerprint(sequences: Sequences) -> str:
    """Of the values and of the ids."""
    text = json.dumps([fingerprint(sequences), sequences.ids])
    return hashlib.blake2b(text.encode(errors="backslashreplace"), digest_size=16).hexdigest()
