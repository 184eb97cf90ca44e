"""One column of a table as a NumPy array: numbers, text, moments or durations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from elman.arrays import Array

_HALF_HOURS = {
    "+04:30": "Asia/Kabul",
    "+05:30": "Asia/Kolkata",
    "+05:45": "Asia/Kathmandu",
    "+06:30": "Asia/Yangon",
    "+09:30": "Australia/Darwin",
    "-09:30": "Pacific/Marquesas",
}
"""Zones whose clock has kept this distance from UTC for decades, where the database has no name for it."""


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """The cells of one column, in one of four kinds.

    Numbers are floats (NaN where missing), integers or booleans; text is an array of objects (None where
    missing); moments are datetime64 and durations timedelta64, both in microseconds (NaT where missing).
    """

    cells_N: Array
    """The cells, `(N,)`."""
    zone: str | None = None
    """The time zone of moments, whose cells are then in UTC; None: the cells are what a clock showed."""
    foreign: str | None = None
    """The name of a type that is none of the four kinds; the cells are then objects."""

    def __len__(self) -> int:
        """Returns the number of rows."""
        return len(self.cells_N)

    @property
    def kind(self) -> str:
        """`number`, `text`, `moment`, `duration` or `other`."""
        if self.foreign is not None:
            return "other"
        return {"M": "moment", "m": "duration", "O": "text"}.get(self.cells_N.dtype.kind, "number")

    @property
    def missing(self) -> Array:
        """Tells which cells have no value."""
        if self.cells_N.dtype.kind == "O":
            return np.array([cell is None for cell in self.cells_N], bool)
        if self.cells_N.dtype.kind in "Mm":
            return np.asarray(np.isnat(self.cells_N))
        is_float = self.cells_N.dtype.kind == "f"
        return np.asarray(np.isnan(self.cells_N)) if is_float else np.zeros(len(self), bool)

    def take(self, row_N: Array) -> Column:
        """Returns the column with these rows alone."""
        return Column(self.cells_N[row_N], self.zone, self.foreign)

    def equals(self, other: Column) -> bool:
        """Tells whether both columns have the same cells, missing ones included."""
        if (self.kind, self.zone) != (other.kind, other.zone):
            return False
        missing_N = self.missing
        if not np.array_equal(missing_N, other.missing):
            return False
        return bool((self.cells_N == other.cells_N)[~missing_N].all())


def joined(parts: list[Column]) -> Column:
    """Joins parts of a column, one after the other."""
    if len(parts) == 1:
        return parts[0]
    return Column(np.concatenate([part.cells_N for part in parts]), parts[0].zone, parts[0].foreign)


def from_numpy(values: np.ndarray[Any, Any]) -> Column:
    """Makes a column from a NumPy array; masked cells are missing.

    Raises:
        TypeError: a table cannot hold values of this type.
    """
    mask_N = np.ma.getmaskarray(values) if np.ma.isMaskedArray(values) else None
    plain = np.ma.getdata(values) if mask_N is not None else values
    if plain.dtype.kind not in "fiubUSOMm":
        raise TypeError(str(plain.dtype))
    column = _of_plain(plain)
    return column if mask_N is None or not mask_N.any() else without(column, mask_N)


def without(column: Column, missing_N: Array) -> Column:
    """Returns the column with these cells missing."""
    whole = column.cells_N.dtype.kind in "iub"
    cells_N = column.cells_N.astype(np.float64) if whole else column.cells_N.copy()
    empty: Any = {"O": None, "M": np.datetime64("NaT"), "m": np.timedelta64("NaT")}.get(
        cells_N.dtype.kind, np.nan
    )
    cells_N[missing_N] = empty
    return Column(cells_N, column.zone, column.foreign)


def _of_plain(values: np.ndarray[Any, Any]) -> Column:
    kind = values.dtype.kind
    if kind == "f":
        # Any byte order and any precision.
        return Column(values.astype(np.float32 if values.itemsize <= 4 else np.float64, copy=False))
    if kind in "iu":
        return Column(values.astype(values.dtype.newbyteorder("="), copy=False))
    if kind in "Mm":
        return Column(values.astype(f"{kind}8[us]"))
    if kind == "S":
        values = np.char.decode(values, "utf-8", "replace")
    return Column(values) if kind == "b" else _of_objects(values.tolist())


def _of_objects(cells: list[Any]) -> Column:
    """Returns objects as a column of their common kind; as text if they have several kinds."""
    kinds = {type(cell) for cell in cells if not _is_missing(cell)}
    if kinds and all(issubclass(kind, bool | np.bool_) for kind in kinds):
        return _numbers(cells)
    if kinds and all(issubclass(kind, int | float | np.integer | np.floating | bool) for kind in kinds):
        return _numbers(cells)
    if kinds and all(hasattr(kind, "year") for kind in kinds):
        return _moments(cells)
    texts_N = np.empty(len(cells), object)
    texts_N[:] = [None if _is_missing(cell) else str(cell).strip() for cell in cells]
    return Column(texts_N)


def _numbers(cells: list[Any]) -> Column:
    if all(isinstance(cell, int) and not isinstance(cell, bool) for cell in cells):
        return Column(np.array(cells, np.int64 if max(map(abs, cells)) < 2**63 else np.float64))
    return Column(np.array([np.nan if _is_missing(cell) else float(cell) for cell in cells], np.float64))


def _moments(cells: list[Any]) -> Column:
    """Returns a column of Python's dates and times; moments with a zone are in UTC."""
    from datetime import UTC, date, datetime

    moments, zones = [], set()
    for cell in cells:
        if _is_missing(cell):
            moments.append(np.datetime64("NaT", "us"))
            continue
        moment = cell if isinstance(cell, datetime) or not isinstance(cell, date) else datetime(*_day(cell))
        zone = getattr(moment, "tzinfo", None)
        zones.add(None if zone is None else getattr(zone, "key", None) or str(zone))
        moments.append(np.datetime64(moment.astimezone(UTC).replace(tzinfo=None) if zone else moment, "us"))
    zone_name = zones.pop() if len(zones) == 1 else ("UTC" if zones - {None} else None)
    return Column(np.array(moments, "M8[us]"), known_zone(zone_name))


def _day(cell: Any) -> tuple[int, int, int]:
    return cell.year, cell.month, cell.day


def _is_missing(cell: Any) -> bool:
    """Tells whether a cell has no value: it is None, or unequal to itself as NaN is."""
    if cell is None:
        return True
    try:
        return bool(cell != cell)  # noqa: PLR0124
    except (TypeError, ValueError):
        return type(cell).__name__ == "NAType"


def known_zone(zone: str | None) -> str | None:
    """Returns the zone's name in the database. Fixed offsets have one too; zones without one become UTC."""
    import re
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if zone is None:
        return None
    fixed = re.fullmatch(r"(?:UTC|pytz\.FixedOffset\()?([+-])(\d\d):?(\d\d)\)?", zone)
    if fixed:
        return _fixed_zone(fixed[1], int(fixed[2]), int(fixed[3]))
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        return "UTC"
    return zone


def _fixed_zone(sign: str, hours: int, minutes: int) -> str:
    if minutes:
        return _HALF_HOURS.get(f"{sign}{hours:02d}:{minutes:02d}", "UTC")
    if not 0 < hours <= (14 if sign == "+" else 12):
        return "UTC"
    # The database counts these westwards.
    return f"Etc/GMT{'-' if sign == '+' else '+'}{hours}"


def library_of(thing: object) -> str:
    """Returns the name of the package that an object's type comes from, without importing it."""
    return type(thing).__module__.partition(".")[0].lstrip("_")
