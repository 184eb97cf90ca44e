"""A fleet: many units, each with its model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from elman import registry
from elman.data import Sequences
from elman.data.division import Piece, take
from elman.errors import ArgumentError
from elman.fleet.evaluation import FleetEvaluation, UnitEvaluation
from elman.fleet.manifest import Manifest
from elman.fleet.places import Places
from elman.fleet.scores import UnitPlace, count_choices, read_places, read_scores
from elman.fleet.shard_file import ShardFile
from elman.model import Model, Prediction
from elman.model.channels import Channels
from elman.moved import with_new_names
from elman.tables import Rows
from elman.tables.columns import READ_OPTIONS

if TYPE_CHECKING:
    from elman.fleet.fitting import FleetWatch
    from elman.tables.sources import Source


class Fleet:
    """Many units, each with the model that was best on its last rows.

    Attributes:
        directory: the directory of the fleet.
        manifest: the columns, the options and the shards of the fleet.
    """

    def __init__(self, directory: str | PathLike[str]) -> None:
        """Opens a fleet that `Fleet.fit` or `elman fleet fit` wrote; models are read when they are needed.

        Args:
            directory: the directory of the fleet.

        Raises:
            ArgumentError: there is no fleet in this directory.
        """
        self.directory = Path(directory)
        self.manifest = Manifest.read(self.directory)
        self._places = Places(self.directory)
        self._shards: dict[str, dict[str, Model]] = {}
        if not self._places.scores.exists():
            raise ArgumentError(
                f"fleet must have units that are fitted, got {str(directory)!r} without its table of scores. "
                "Run the command again that began it."
            )

    # Many parameters: what tables are read by, and where the work goes; all but the first two by keyword.
    @classmethod
    def fit(
        cls,
        sources: Source | Sequence[Source] | Sequences,
        directory: str | PathLike[str],
        *,
        inputs: str | Sequence[str],
        targets: str | Sequence[str],
        id: str | Sequence[str] | None = None,  # noqa: A002
        time: str | None = None,
        rows: Rows | None = None,
        candidates: Sequence[str] = ("global", "local", "tuned"),
        on: str = "processes",
        workers: int | None = None,
        watch: FleetWatch | None = None,
        **options: Any,
    ) -> Self:
        """Fits a model for every unit. If a part of the fleet is there already, only the rest is done.

        Args:
            sources: a path, an array, a mapping of names to arrays, a frame, or a list of these. Every
                sequence is a unit.
            directory: the directory of the fleet.
            inputs: the input columns.
            targets: the target columns.
            id: the column, or several columns, that name the unit of a row; None: each table is a unit.
            time: the column that must ascend within a unit; None: it is not checked.
            rows: first row and the row after the last one, of each table; None: all rows.
            candidates: the kinds of model among which each unit chooses by its last rows: `global` (one model
                of all units), `local` (a model of the unit alone), `tuned` (the global model, trained further
                on the unit's rows).
            on: the engine that runs the work: `processes`, `dask`, `ray`, or an address of a cluster
                (`dask://host:8786`, `ray://host:10001`), which needs a shared directory.
            workers: the number of workers on this machine; None: one for every core.
            watch: is told how the fit goes.
            **options: the fields of `elman.FitOptions` and of `elman.DataOptions`, by name, except the
                budget; and the options of `elman.tables.ReadOptions`.

        Raises:
            ArgumentError: the data or an option cannot be used, or every shard failed.
        """
        from elman.api import FitColumns
        from elman.fleet.fitting import FleetRequest, fit_fleet

        reading = {name: options.pop(name) for name in READ_OPTIONS & options.keys()}
        columns = FitColumns.of(inputs=inputs, targets=targets, id=id, time=time, rows=rows, **reading)
        request = FleetRequest(
            sources=sources,
            columns=columns,
            directory=Path(directory),
            options=with_new_names(options, {"num_layers": "layers"}),
            candidates=tuple(candidates),
            on=on,
            workers=workers,
        )
        report = fit_fleet(request, watch)
        if not report.choices and report.errors:
            raise ArgumentError(f"every shard failed: {next(iter(report.errors.values()))}")
        return cls(directory)

    @property
    def units(self) -> tuple[str, ...]:
        """The ids of all units, in order."""
        return tuple(self._units)

    @property
    def choices(self) -> dict[str, str | None]:
        """The candidate that each unit chose, by id; None: the unit has no model."""
        return {unit: place.choice for unit, place in self._units.items()}

    def scores(self) -> dict[str, list[Any]]:
        """Returns the table of units: id, shard, rows, choice, errors of candidates and of the baseline."""
        return read_scores(self._places)

    def model(self, unit: str) -> Model:
        """Returns the model of a unit; when saved, it is an ordinary model file.

        Raises:
            UnknownNameError: there is no such unit.
            ArgumentError: the unit has no model.
        """
        place = registry.lookup("unit", self._units, unit)
        if place.choice is None:
            raise ArgumentError(f"unit must have a model, got {unit!r}: {self._failure(unit, place)}")
        return self._model(unit, place)

    def describe(self) -> str:
        """Describes the fleet in a few lines."""
        from elman.fleet.text import describe_fleet

        return describe_fleet(self)

    def to_json(self) -> dict[str, Any]:
        """Returns the fleet as a dictionary for JSON."""
        manifest, choices = self.manifest, list(self.choices.values())
        return {
            "units": manifest.units,
            "fitted": len(choices),
            "rows": manifest.rows,
            "inputs": list(manifest.inputs),
            "targets": list(manifest.targets),
            "choices": count_choices(choices),
            "options": dict(manifest.options),
        }

    def predict(
        self,
        sources: Source | Sequence[Source],
        *,
        inputs: Sequence[str] | None = None,
        id: str | Sequence[str] | None = None,  # noqa: A002
        time: str | None = None,
        rows: Rows | None = None,
        **reading: Any,
    ) -> Prediction:
        """Predicts every row of every unit by the unit's own model; a new unit by the global model.

        Args:
            sources: a path, an array, a mapping of names to arrays, a frame, or a list of these. Targets are
                not needed.
            inputs: columns to read as the fleet's inputs, in its order; None: the columns of the same names.
            id: the column, or several columns, that name the unit of a row.
            time: the column that must ascend within a unit; None: it is not checked.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The prediction of all units, in the order of the tables.

        Raises:
            ArgumentError: the data do not fit, or a unit has no model.
        """
        roles = self._channels.roles(inputs, (), id=id, time=time)
        sequences = self._channels.read(sources, roles, rows=rows, reading=reading, written=True)
        models, notes = self._models_for(sequences.ids)
        values = [
            model.predict_sequences(unit)[0].values_NO
            for model, unit in zip(models, _each(sequences), strict=True)
        ]
        return Prediction(
            values_NO=np.concatenate(values),
            names=self.manifest.targets,
            lengths=sequences.lengths,
            ids=sequences.ids,
            notes=(*sequences.notes, *notes),
            given=sequences,
        )

    # Many parameters: what a table is read by, all by keyword, as on the command line.
    def evaluate(
        self,
        sources: Source | Sequence[Source],
        *,
        inputs: Sequence[str] | None = None,
        targets: Sequence[str] | None = None,
        id: str | Sequence[str] | None = None,  # noqa: A002
        time: str | None = None,
        rows: Rows | None = None,
        skip: int = 0,
        **reading: Any,
    ) -> FleetEvaluation:
        """Scores every unit by its own model beside the baselines, and all of them together.

        Args:
            sources: a path, an array, a mapping of names to arrays, a frame, or a list of these, with inputs
                and targets. Give rows that the fleet was not fitted to.
            inputs: columns to read as the fleet's inputs, in its order; None: the columns of the same names.
            targets: columns to read as the fleet's targets, in its order; None: those of the same names.
            id: the column, or several columns, that name the unit of a row.
            time: the column that must ascend within a unit; None: it is not checked.
            rows: first row and the row after the last one, of each table; None: all rows.
            skip: how many rows at the start of each unit are not scored.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The scores of each unit, and of all units together.

        Raises:
            ArgumentError: the data do not fit, a unit has no model, or skip leaves no row of a unit.
        """
        roles = self._channels.roles(inputs, targets, id=id, time=time)
        sequences = self._channels.read(sources, roles, rows=rows, reading=reading)
        models, notes = self._models_for(sequences.ids)
        units = [
            UnitEvaluation.of(model.evaluate_sequences(unit, skip=skip), self._choice(unit.ids[0]))
            for model, unit in zip(models, _each(sequences), strict=True)
        ]
        return FleetEvaluation.of(units, sequences, skip=skip, notes=(*sequences.notes, *notes))

    @property
    def _channels(self) -> Channels:
        return Channels(self.manifest.inputs, self.manifest.targets)

    @cached_property
    def _units(self) -> dict[str, UnitPlace]:
        return read_places(self._places)

    @cached_property
    def _shared(self) -> Model:
        return Model.load(self._places.shared)

    def _model(self, unit: str, place: UnitPlace) -> Model:
        if place.choice == "global":
            return self._shared
        if place.shard not in self._shards:
            self._shards[place.shard] = ShardFile.read(self._places.models_of(place.shard)).models()
        return self._shards[place.shard][unit]

    def _failure(self, unit: str, place: UnitPlace) -> str:
        results = ShardFile.read(self._places.models_of(place.shard)).results
        return next(result.failed for result in results if result.unit == unit)

    def _choice(self, unit: str) -> str:
        return (self._units[unit].choice if unit in self._units else None) or "global"

    def _models_for(self, ids: Sequence[str]) -> tuple[list[Model], list[str]]:
        """Returns a model for each unit, and a note on units that the fleet does not know."""
        strange = [unit for unit in ids if unit not in self._units]
        if strange and not self._places.shared.exists():
            raise ArgumentError(
                f"id must name units of the fleet, got {strange[0]!r}, and there is no global model for "
                "a new one. Fit the fleet with the candidate global."
            )
        models = [self.model(unit) if unit in self._units else self._shared for unit in ids]
        note = (
            f"{len(strange)} units are new, as {strange[0]!r}: the global model stands in." if strange else ""
        )
        return models, [note] if note else []


def _each(sequences: Sequences) -> list[Sequences]:
    """Returns every sequence by itself."""
    pieces = [Piece(number, 0, rows) for number, rows in enumerate(sequences.lengths)]
    return [replace(take(sequences, [piece]), notes=()) for piece in pieces]
