"""The channels of a model in tables whose columns may have other names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from elman.data import Sequences, Step, step_notes
from elman.data.reading import read_roles
from elman.errors import ArgumentError
from elman.tables.roles import Roles

if TYPE_CHECKING:
    from elman.tables.sources import Source


@dataclass(frozen=True, slots=True)
class Channels:
    """The channels that are read, by the model's own names."""

    inputs: tuple[str, ...]
    """The inputs of the model, in order."""
    targets: tuple[str, ...]
    """The targets of the model, in order."""
    step: Step | None = None
    """The time from one row to the next, if it is known."""

    def roles(
        self, inputs: str | Sequence[str] | None, targets: str | Sequence[str] | None, **others: Any
    ) -> Roles:
        """The roles of a table's columns; no targets are none, and None is those of the model's names.

        Raises:
            ArgumentError: other than one column for each channel.
        """
        named = () if targets == () else _columns("targets", self.targets, targets)
        return Roles(inputs=_columns("inputs", self.inputs, inputs), targets=named, **others)

    def read(self, sources: Source | Sequence[Source], roles: Roles, **how: Any) -> Sequences:
        """The channels by the model's names; noted where their time goes in other steps than it knows.

        Args:
            sources: as `elman.read_sequences`.
            roles: as `roles` gave them.
            **how: as `elman.data.reading.read_roles`.

        Raises:
            ArgumentError: as `elman.read_sequences`.
        """
        read = read_roles(sources, roles, **how)
        said = (
            []
            if self.step is None
            else step_notes(read, self.step, f"the model knows rows {self.step} apart")
        )
        names = self.inputs + (self.targets if roles.targets else ())
        return replace(read, names=names, notes=(*read.notes, *said))


def _columns(role: str, own: tuple[str, ...], given: str | Sequence[str] | None) -> tuple[str, ...]:
    columns = own if given is None else (given,) if isinstance(given, str) else tuple(given)
    if len(columns) != len(own):
        raise ArgumentError(
            f"{role} must be {len(own)} columns, for {', '.join(own)}, got {len(columns)}. "
            "Name one for each, in this order."
        )
    return columns
