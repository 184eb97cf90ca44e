"""Everything that a fit needs to know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from elman.checks import parse_duration
from elman.errors import ArgumentError
from elman.tables.columns import READ_OPTIONS, Columns
from elman.tables.roles import as_names

if TYPE_CHECKING:
    from elman.model import Model


@dataclass(frozen=True, kw_only=True, slots=True)
class FitColumns(Columns):
    """The columns and rows of a fit."""

    future: tuple[str, ...] = ()
    """With a horizon, columns that are known ahead."""
    past: tuple[str, ...] = ()
    """With a horizon, columns that are known up to the present."""
    static: tuple[str, ...] = ()
    """With a horizon, columns that never change within a series."""

    @classmethod
    def of(cls, **given: Any) -> Self:
        """The columns as users give them: of a role one name, several, or None; and options of reading."""
        for role in ("inputs", "targets", "future", "past", "static"):
            names = given.get(role)
            given[role] = () if names is None else as_names(names)
        reading = {name: given.pop(name) for name in READ_OPTIONS & given.keys()}
        given["reading"] = dict(given.get("reading", {})) | reading
        if isinstance(given.get("id"), list):
            given["id"] = tuple(given["id"])
        return cls(**given)


@dataclass(frozen=True, kw_only=True, slots=True)
class FitRequest:
    """A fit that can be run: what to read, what is what in it, and how to train.

    Raises:
        ArgumentError: it asks for things that do not go together.
    """

    sources: Any
    """Tables, as `elman.fit` takes them."""
    columns: FitColumns
    """The roles of the columns, and the rows."""
    options: Mapping[str, Any]
    """The fields of `FitOptions` and `DataOptions`, or of `ForecastOptions`, by name."""
    horizon: int | None = None
    """The number of rows to forecast; None: the targets are learned from the inputs, row by row."""
    holdout: Any = None
    """With a horizon: the last rows of each series, by number or from a date on, that are kept out of the
    fit and tested on; None: no rows."""
    start: Model | str | PathLike[str] | None = None
    """A model to fit further, or its file; None: a new one."""
    checkpoint: Path | None = None
    """The file to which the run is saved while it trains, and from which it goes on; None: none."""
    checkpoint_every: float | str = 5.0
    """Least time between two saves: 30s, 5m, or seconds."""

    def __post_init__(self) -> None:
        parse_duration(self.checkpoint_every, "checkpoint_every")
        if self.horizon is not None:
            self._check_forecaster()
        elif self.holdout is not None:
            raise needs_horizon("holdout", self.holdout)
        elif any((self.columns.future, self.columns.past, self.columns.static)):
            names = ("future", "past", "static")
            name = next(name for name in names if getattr(self.columns, name))
            raise needs_horizon(name, ",".join(getattr(self.columns, name)))

    @property
    def checkpoint_seconds(self) -> float:
        """Least time between two saves, in seconds."""
        return parse_duration(self.checkpoint_every, "checkpoint_every")

    def check_checkpoints(self, paths: Sequence[Path]) -> None:
        """Checks that the files that a run saves to can be written, and are none that is read.

        Raises:
            ArgumentError: one cannot.
        """
        from elman.storage.whole_file import check_target

        given = self.sources if isinstance(self.sources, list | tuple) else [self.sources]
        read = [Path(source) for source in given if isinstance(source, str | PathLike)]
        for path in paths:
            check_target("checkpoint", path, sources=read)

    def check_named(self) -> None:
        """Checks that inputs and targets of a model are named.

        Raises:
            ArgumentError: inputs or targets are not named.
        """
        for role in ("inputs", "targets"):
            if not getattr(self.columns, role):
                raise ArgumentError(
                    f"{role} must name at least one column, got none. Name one, or give a horizon to "
                    "forecast the targets' own future."
                )

    def _check_forecaster(self) -> None:
        if self.columns.inputs:
            raise ArgumentError(
                f"inputs must not be given with a horizon, got {','.join(self.columns.inputs)!r}. The "
                "targets' own past is the input; what else is known goes into future, past or static."
            )
        if self.start is not None:
            raise ArgumentError(
                "start must not be given with a horizon: a forecaster is fitted anew. Leave it out."
            )


def needs_horizon(name: str, value: object) -> ArgumentError:
    """Returns the error for an option or a column that only forecasters have."""
    return ArgumentError(
        f"{name} must come with a horizon, got {value!r} without. Give a horizon to forecast the targets' "
        f"own future, or leave {name} out."
    )
