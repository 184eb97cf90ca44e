"""What is known ahead, from a table of its own: future columns by time, and by id of several series."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.series.calendar import Frequency, Stamp, to_wall_clock
from elman.series.categories import Categories, covariate
from elman.series.columns import CUSTOMARY, SeriesColumns
from elman.series.series_set import SeriesSet
from elman.tables import ReadOptions, StampedTable, Table, read_stamped
from elman.tables.many import open_all

if TYPE_CHECKING:
    from elman.tables.sources import Source

_FOR_ALL = ""
"""The id of rows that are those of every series."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class KnownAhead:
    """Rows of future columns by the id of their series."""

    names: tuple[str, ...]
    """The columns."""
    rows: Mapping[str, tuple[Array, Array]] = field(default_factory=dict)
    """Stamps `(N,)`, ascending, and values `(N, C)`, texts by their places."""
    notes: tuple[str, ...] = ()
    """What reading found and did."""

    def of(self, name: str) -> tuple[Array, Array] | None:
        """The rows of a series: under its id, or under the id before the name of its target."""
        for known in (name, name.rpartition(": ")[0], _FOR_ALL):
            if known in self.rows:
                return self.rows[known]
        return None


def read_ahead(
    source: Source | Sequence[Source],
    columns: SeriesColumns,
    *,
    frequency: Frequency,
    categories: Categories,
    **reading: Any,
) -> KnownAhead:
    """Reads a table of future columns.

    Args:
        source: with the future columns, the time, and the id where there are several series; or a list.
        columns: what is what, as the forecaster knows it.
        frequency: the step of the series.
        categories: what texts stand for.
        **reading: how tables are read, see `elman.tables.ReadOptions`.

    Raises:
        ArgumentError: the forecaster has no future columns.
        UnknownNameError: a column is not there.
        DataError: the table cannot be used.
    """
    if not columns.future:
        raise ArgumentError(
            "future_table must be given to a forecaster with future columns, and this one has none. "
            "Leave it out, or fit with the columns that are known ahead."
        )
    options = ReadOptions.of(reading)
    opened, notes = open_all(source, options, time=columns.time)
    found: dict[str, tuple[Array, Array]] = {}
    for table in (_read(one, columns, options) for one in opened):
        _add(found, table, columns, frequency, categories)
        notes += table.notes
    return KnownAhead(names=columns.future, rows=found, notes=tuple(notes))


def with_ahead(series: SeriesSet, ahead: KnownAhead) -> SeriesSet:
    """The series with these rows in their future columns, in the place of what these had there."""
    future = tuple(_extended(series, number, ahead) for number in range(len(series)))
    return replace(series, future=future, notes=(*series.notes, *ahead.notes))


def rows_ahead(
    frequency: Frequency, first: Stamp, known: tuple[Array, Array], label: str
) -> tuple[Array, Array]:
    """Which rows of a series the known ones are, int64 `(N,)`, and their values.

    Raises:
        ArgumentError: a stamp lies between the rows of the series.
    """
    stamp_N, value_NC = known
    row_N, fits_N = frequency.rows_of(first, stamp_N)
    if not fits_N.all():
        at = int(np.argmin(fits_N))
        raise ArgumentError(
            f"future_table must have the times of the series' rows ({frequency}), got {stamp_N[at]} for "
            f"{label!r}; {int((~fits_N).sum())} such rows. Leave them out."
        )
    return row_N, value_NC


def _read(table: Table, columns: SeriesColumns, options: ReadOptions) -> StampedTable:
    time = columns.time or (CUSTOMARY["time"] if CUSTOMARY["time"] in table.names else None)
    own = columns.id or CUSTOMARY["id"]
    named = (own,) if isinstance(own, str) else own
    return read_stamped(
        table,
        table.label,
        numbers=(),
        either=columns.future,
        id=own if set(named) <= set(table.names) else None,
        time=time,
        options=options,
    )


def _add(
    found: dict[str, tuple[Array, Array]],
    table: StampedTable,
    columns: SeriesColumns,
    frequency: Frequency,
    categories: Categories,
) -> None:
    if table.stamp_N is None or (table.stamp_N.dtype.kind == "M") != (frequency.unit != "number"):
        raise ArgumentError(
            f"future_table must have times as the series have ({frequency}), got none or others in "
            f"{table.label}. Name its time column as in the table of the fit."
        )
    stamp_N = table.stamp_N
    if frequency.on_the_wall and table.zone is not None:
        stamp_N = to_wall_clock(stamp_N, table.zone)
    value_NC = np.stack([covariate(table, name, categories)[0] for name in columns.future], axis=1)
    edges = np.cumsum(table.lengths)[:-1]
    several = len(table.ids) > 1 or table.ids[0] != table.label
    for name, stamps, values in zip(
        table.ids, np.split(stamp_N, edges), np.split(value_NC, edges), strict=True
    ):
        key = name if several else _FOR_ALL
        if key in found:
            stamps, values = (np.concatenate(pair) for pair in zip(found[key], (stamps, values), strict=True))  # noqa: PLW2901
        found[key] = (stamps, values)


def _extended(series: SeriesSet, number: int, ahead: KnownAhead) -> Array:
    own_NC = series.future[number]
    known = ahead.of(series.ids[number])
    if known is None:
        return own_NC
    frequency, first = series.frequency_of(number), series.first[number]
    row_N, value_NC = rows_ahead(frequency, first, known, series.ids[number])
    inside_N = row_N >= 0
    rows = max(len(own_NC), int(row_N.max(initial=-1)) + 1)
    longer_NC = np.full((rows, own_NC.shape[1]), np.nan)
    longer_NC[: len(own_NC)] = own_NC
    places = [series.future_names.index(name) for name in ahead.names]
    longer_NC[row_N[inside_N][:, None], places] = value_NC[inside_N]
    return longer_NC
