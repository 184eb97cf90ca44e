"""The roles of columns: inputs, targets, id and time."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike

from elman import registry
from elman.errors import ArgumentError, DataError
from elman.readers.formats import Table


@dataclass(frozen=True, kw_only=True, slots=True)
class Roles:
    """The names of the columns by role.

    Raises:
        ArgumentError: there is no input, or a column has two roles.
    """

    inputs: tuple[str, ...]
    """The columns that the network sees."""
    targets: tuple[str, ...] = ()
    """The columns that it predicts; empty to predict without scores."""
    id: str | Sequence[str] | None = None
    """The column, or several columns together, that name the sequence of a row; None: each table is one
    sequence."""
    time: str | None = None
    """The column that the rows ascend in, or several with commas (`year,month,day`); None: it is not
    checked."""

    def __post_init__(self) -> None:
        if not self.inputs:
            raise ArgumentError("inputs must name at least one column, got none.")
        seen: dict[str, str] = {}
        roles = {"inputs": self.inputs, "targets": self.targets}
        roles |= {"id": self.ids}
        roles |= {"time": () if self.time is None else (self.time,)}
        for role, names in roles.items():
            for name in names:
                if not name:
                    raise ArgumentError(
                        f"{role} must name columns, got an empty name. "
                        "A column without a name is asked for by its place: column_1, column_2."
                    )
                if name in seen:
                    raise _used_twice(name, seen[name], role)
                seen[name] = role

    @property
    def ids(self) -> tuple[str, ...]:
        """The columns that make the id of a sequence."""
        return () if self.id is None else as_names(self.id)

    @property
    def channels(self) -> tuple[str, ...]:
        """The inputs and then the targets, as `Sequences.names` has them."""
        return self.inputs + self.targets


def _used_twice(name: str, first: str, second: str) -> ArgumentError:
    if first == second:
        return ArgumentError(f"{first} must name each column once, got {name!r} twice. Leave one out.")
    advice = "Predicting a column from itself would look perfect and be worth nothing. "
    advice = advice if second == "targets" else ""
    return ArgumentError(
        f"{second} must not be among the {first}, got {name!r} in both. {advice}Give each column one role."
    )


def find_columns(table: Table, name: str) -> list[int]:
    """Returns the places of the columns with this name; `column_3` is always the third column.

    Raises:
        UnknownNameError: no column has the name; the nearest name is suggested.
    """
    places = [place for place, known in enumerate(table.names) if known == name]
    if places:
        return places
    numbered = re.fullmatch(r"column_([1-9]\d*)" if not table.numbered else r"(?:column_)?([1-9]\d*)", name)
    if numbered and int(numbered[1]) <= len(table.names):
        return [int(numbered[1]) - 1]
    if short := _by_last_part(table, name):
        return short
    known = {column: place for place, column in enumerate(table.names) if column}
    return [registry.lookup(f"column of {table.label}", known, name)]


def _by_last_part(table: Table, name: str) -> list[int]:
    """Returns the place of the only column whose name ends in this one, such as `u` for `group/u`."""
    places = [place for place, known in enumerate(table.names) if re.split(r"[/.]", known)[-1] == name]
    return places if len(places) == 1 and getattr(table, "nested", False) else []


def split_names(names: Sequence[str], known: Sequence[str]) -> list[str]:
    """Splits names at their commas; a name of the table that has a comma itself stays whole.

    Args:
        names: the names as they were given, one by one or with commas.
        known: the names of the table's columns.
    """
    parts: list[str] = []
    for name in names:
        whole = name in known or "," not in name
        parts += [name] if whole else _pieces([part.strip() for part in name.split(",")], known)
    return parts


def _pieces(parts: list[str], known: Sequence[str]) -> list[str]:
    """Joins neighbouring parts again if the table has a column of that name."""
    joined: list[str] = []
    place = 0
    while place < len(parts):
        for stop in range(len(parts), place, -1):
            name = ", ".join(parts[place:stop])
            if stop == place + 1 or name in known:
                joined.append(name)
                place = stop
                break
    return joined


def find_time(table: Table, name: str) -> list[int]:
    """Returns the places of the columns that make the time: one, or several names with commas."""
    names = split_names([name], table.names)
    return [find_columns(table, part)[0] for part in names] if len(names) > 1 else find_columns(table, name)


def check_distinct(table: Table, found: Mapping[str, Sequence[int]]) -> None:
    """Checks that no column is asked for twice, once by its name and once by its place.

    Args:
        table: the table with the columns.
        found: the places of every name.

    Raises:
        DataError: a column is asked for twice.
    """
    seen: dict[int, str] = {}
    for name, places in found.items():
        for place in places:
            if place in seen:
                raise DataError(
                    f"each column must have one role, got {seen[place]!r} and {name!r}, which are both "
                    f"column {place + 1} of {table.label}. Name it once."
                )
            seen[place] = name


def ambiguous(table: Table, name: str, places: Sequence[int]) -> DataError:
    """Returns the sentence for a name that several columns have."""
    written = " and ".join(str(place + 1) for place in places)
    choices = " or ".join(f"'column_{place + 1}'" for place in places)
    return DataError(
        f"column {name!r} must be one column of {table.label}, got columns {written}, which differ. "
        f"Ask for {choices}, or rename one."
    )


def as_names(names: str | Sequence[str]) -> tuple[str, ...]:
    """Returns the names as a tuple, from one name or several."""
    return (names,) if isinstance(names, str | PathLike) else tuple(names)
