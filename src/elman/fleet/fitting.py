"""The fit of a fleet: a plan, the global model, then shard by shard on any runner."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from elman.api import FitColumns, FitRequest, prepare_fit
from elman.data import Sequences, split_in_time
from elman.data.reading import read_columns
from elman.errors import ArgumentError
from elman.fleet.candidates import CANDIDATES, check_candidates
from elman.fleet.manifest import FleetChoices, Manifest, Shard
from elman.fleet.places import Places
from elman.fleet.planning import SHARD_ROWS, plan
from elman.fleet.refused import check_options
from elman.fleet.scores import count_choices, write_scores
from elman.fleet.shard import run_shard
from elman.model import split_options
from elman.runners import Task, check_runner, finish_all, open_runner

_GLOBAL_ROWS = 200_000
"""The rows that the global model is fitted to: it learns what units share, and more rows change little."""
_OPTIONS = {"trials": False, "threads": 1}
"""The default options of every fit: a worker has one core, and thousands of units need quick fits."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FleetReport:
    """The report of a fleet's fit."""

    units: int
    """How many there are."""
    choices: Mapping[str, int]
    """The number of units that took each candidate."""
    failed: int
    """The number of units without a model."""
    shards: int
    """How many there are."""
    done: int
    """The number of shards that were fitted this time; the others were there already."""
    errors: Mapping[str, str]
    """The errors of shards that could not be fitted, by name. The same command tries them again."""

    @property
    def complete(self) -> bool:
        """Whether every shard is done; the same command completes the rest."""
        return not self.errors

    def describe(self) -> str:
        """The report in a few lines."""
        chosen = ", ".join(f"{name} {self.choices.get(name, 0):,}" for name in CANDIDATES)
        lines = [
            f"{self.units:,} units in {self.shards:,} shards, {self.done:,} of them fitted now: {chosen}."
        ]
        if self.failed:
            lines.append(f"{self.failed:,} units have no model; `elman fleet info FLEET UNIT` says why.")
        lines += [f"shard {name} failed: {error}" for name, error in self.errors.items()]
        return "\n".join(lines)


class FleetWatch:
    """What the fit of a fleet reports while it runs. Replace the methods that you need."""

    def noted(self, note: str) -> None:
        """Called when something was found or done."""

    def advanced(self, done: int, shards: int) -> None:
        """Called when one more shard is done or has failed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FleetRequest:
    """Everything that the fit of a fleet needs to know.

    Raises:
        ArgumentError: the parts do not go together.
    """

    sources: Any
    """A path, an array, a mapping, a frame, or a list of these; every sequence is a unit."""
    columns: FitColumns
    """The roles of the columns."""
    directory: Path
    """The directory of the fleet."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """The fields of `FitOptions` and `DataOptions`, by name."""
    candidates: tuple[str, ...] = tuple(CANDIDATES)
    """The kinds of model that each unit chooses from."""
    on: str = "processes"
    """The engine that runs the shards."""
    workers: int | None = None
    """The number of workers on this machine; None: one for every core."""
    shard_rows: int = SHARD_ROWS
    """The approximate number of rows of a shard."""

    def __post_init__(self) -> None:
        check_runner(self.on, self.workers)
        check_candidates(self.candidates)
        for role in ("inputs", "targets"):
            if not getattr(self.columns, role):
                raise ArgumentError(f"{role} must name at least one column, got none. Name one.")
        check_options(self.options)
        split_options(self.fit_options)
        _check_plain(self.fit_options)
        if self.directory.exists() and not self.directory.is_dir():
            raise ArgumentError(
                f"output must be a directory, got the file {str(self.directory)!r}. Name another place."
            )

    @property
    def fit_options(self) -> dict[str, Any]:
        """The options of every fit."""
        return {**_OPTIONS, **self.options}


def fit_fleet(request: FleetRequest, watch: FleetWatch | None = None) -> FleetReport:
    """Fits a fleet, or the part of it that is missing in its directory.

    Ctrl-C and a killed driver leave a directory that the same request completes.

    Raises:
        ArgumentError: the data or an option cannot be used, or the directory holds another fleet.
    """
    watch = watch or FleetWatch()
    sequences = read_columns(request.sources, request.columns)
    for note in sequences.notes:
        watch.noted(note)
    manifest = plan(
        sequences,
        request.directory,
        FleetChoices(
            inputs=request.columns.inputs,
            targets=request.columns.targets,
            options=request.fit_options,
            candidates=check_candidates(request.candidates),
        ),
        shard_rows=request.shard_rows,
    )
    places = Places(request.directory)
    if manifest.has_shared and not places.shared.exists():
        _fit_shared(sequences, request, places, watch)
    del sequences  # the driver needs paths alone from here on
    missing = [shard for shard in manifest.shards if not places.models_of(shard.name).exists()]
    errors = _run_shards(manifest, missing, request, watch)
    choices = [result.choice for _, result in write_scores(manifest, places)]
    return FleetReport(
        units=manifest.units,
        choices=count_choices(choices),
        failed=choices.count(None),
        shards=len(manifest.shards),
        done=len(missing) - len(errors),
        errors=errors,
    )


def _fit_shared(sequences: Sequences, request: FleetRequest, places: Places, watch: FleetWatch) -> None:
    """Fits the global model, to a part of the units where there are many."""
    share = split_options(request.fit_options)[0].validation
    sequences, _ = split_in_time(sequences, share)  # the last rows are what units choose by
    chosen = _some_units(sequences.lengths)
    if len(chosen) < len(sequences):
        watch.noted(
            f"The global model is fitted to {len(chosen):,} of {len(sequences):,} units, taken evenly."
        )
    fit = FitRequest(
        sources=_take(sequences, chosen),
        columns=FitColumns.of(inputs=request.columns.inputs, targets=request.columns.targets),
        options=request.fit_options,
        checkpoint=places.checkpoint,
    )
    report = prepare_fit(fit).train()
    if report.result.interrupted:
        raise KeyboardInterrupt
    report.save(places.shared)


def _some_units(lengths: tuple[int, ...]) -> list[int]:
    """Units at equal distances, of about `_GLOBAL_ROWS` rows together."""
    share = min(1.0, _GLOBAL_ROWS / sum(lengths))
    count = max(1, int(share * len(lengths)))
    return np.linspace(0, len(lengths) - 1, count).round().astype(int).tolist()  # type: ignore[no-any-return]


def _take(sequences: Sequences, chosen: list[int]) -> Sequences:
    pieces = list(sequences)
    return Sequences(
        names=sequences.names,
        values_NC=np.concatenate([pieces[unit] for unit in chosen]),
        lengths=tuple(sequences.lengths[unit] for unit in chosen),
        ids=tuple(sequences.ids[unit] for unit in chosen),
    )


def _run_shards(
    manifest: Manifest, missing: list[Shard], request: FleetRequest, watch: FleetWatch
) -> dict[str, str]:
    """Runs the shards that are missing; returns the errors of those that failed."""
    places, errors = Places(request.directory.absolute()), {}
    if not missing:
        return {}
    tasks = [_task(shard, manifest, places) for shard in missing]
    with open_runner(request.on, request.workers) as runner:
        for number, outcome in enumerate(finish_all(runner, tasks), 1):
            if outcome.error is not None:
                errors[outcome.task.key] = outcome.error
            watch.advanced(len(manifest.shards) - len(missing) + number, len(manifest.shards))
    return errors


def _task(shard: Shard, manifest: Manifest, places: Places) -> Task:
    options = {
        "inputs": list(manifest.inputs),
        "targets": list(manifest.targets),
        "candidates": list(manifest.candidates),
        "shared": str(places.shared) if manifest.has_shared else None,
        "fit": dict(manifest.options),
    }
    paths = str(places.rows_of(shard.name)), str(places.models_of(shard.name))
    return Task(key=shard.name, work=run_shard, arguments=(paths[0], options, paths[1]))


def _check_plain(options: Mapping[str, Any]) -> None:
    """Checks that options are plain values, which travel to other machines and into the manifest."""
    for name, value in options.items():
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError):
            raise ArgumentError(
                f"{name} must be a number, a flag or a name in a fleet, got {value!r}. Give the name."
            ) from None
