"""Which column is what: the values, the id, the time, and what else is known of a series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from elman.errors import ArgumentError

CUSTOMARY = {"targets": "y", "id": "unique_id", "time": "ds"}
"""The names that are taken for a role where none is named, if the table has them."""
ALL = "*"
"""Among the targets: all columns that have no other role."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesColumns:
    """The columns' names by role.

    Raises:
        ArgumentError: a column has two roles, or no name.
    """

    targets: tuple[str, ...] = ()
    """The values to forecast; each column is a series of its own. None named: `y`. A star stands for all
    columns that have no other role, and a name after a minus sign is left out of these."""
    id: str | tuple[str, ...] | None = None
    """What tells the series of a long table apart, one column or several together. None named: `unique_id` if
    it is
    there."""
    time: str | None = None
    """The time stamps, or several columns that make them (`year,month,day`). None named: `ds` if it is there,
    or the
    index of a frame; else the rows are numbered."""
    past: tuple[str, ...] = ()
    """What is known up to the present alone."""
    future: tuple[str, ...] = ()
    """What is known ahead, as holidays and prices are."""
    static: tuple[str, ...] = ()
    """What never changes within a series."""

    def __post_init__(self) -> None:
        seen: dict[str, str] = {}
        for role, names in self.by_role().items():
            for name in names:
                if not name:
                    raise ArgumentError(f"{role} must name columns, got an empty name.")
                if name in seen:
                    raise ArgumentError(
                        f"{role} must not name a column of another role, got {name!r}, which is among the "
                        f"{seen[name]} too. Give each column one role; a series' own past needs none."
                    )
                seen[name] = role

    def completed(self, names: Sequence[str]) -> Self:
        """The same with the customary names for the roles that have none.

        Args:
            names: the table's columns.

        Raises:
            ArgumentError: there is no target.
        """
        taken = {name for named in self.by_role().values() for name in named}
        free = {role: name for role, name in CUSTOMARY.items() if name in names and name not in taken}
        targets = self.targets or ((free["targets"],) if "targets" in free else ())
        if ALL in targets and ALL not in names:
            targets = self._all_but(names, {name for role, name in free.items() if role != "targets"})
        if not targets:
            raise ArgumentError(
                "targets must name at least one column, got none, and no other column is called 'y'. "
                "Name what is to be forecast."
            )
        return replace(
            self, targets=targets, id=self.id or free.get("id"), time=self.time or free.get("time")
        )

    def _all_but(self, names: Sequence[str], taken: set[str]) -> tuple[str, ...]:
        """All columns without another role, but for those that are left out.

        Raises:
            ArgumentError: a name beside the star is none of the table, or no column is left.
        """
        left_out = {name.removeprefix("-") for name in self.targets if name != ALL}
        strange = sorted(left_out - set(names))
        if strange:
            raise ArgumentError(
                f"targets must leave out columns of the table beside {ALL!r}, got {strange[0]!r}. Write "
                f"{ALL},-NAME for all columns but NAME."
            )
        named = {name for role, own in self.by_role().items() if role != "targets" for name in own}
        if self.time is not None and self.time not in names:
            named |= {part.strip() for part in self.time.split(",")}
        chosen = tuple(name for name in names if name and name not in named | taken | left_out)
        if not chosen:
            raise ArgumentError(f"targets must leave a column, got {','.join(self.targets)!r}. Name some.")
        return chosen

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any]) -> Self:
        """The columns whose fields a file kept."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()
        }
        return cls(**values)

    def by_role(self) -> dict[str, tuple[str, ...]]:
        """The columns' names by role; none where none is named."""
        return {
            "targets": self.targets,
            "id": (self.id,) if isinstance(self.id, str) else (self.id or ()),
            "time": () if self.time is None else (self.time,),
            "past": self.past,
            "future": self.future,
            "static": self.static,
        }
