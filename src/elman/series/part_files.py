"""Files that go on where others end: monthly parts of the same series become one series each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from elman.series.calendar import plain_stamp
from elman.series.columns import SeriesColumns
from elman.series.continuing import as_array, join_pieces, piece_of
from elman.series.series_set import SeriesSet


def join_part_files(
    series: SeriesSet, names: Sequence[str], tables: Sequence[int], columns: SeriesColumns, *, timed: bool
) -> SeriesSet:
    """The series of several tables, those that go on in another table joined, with a note.

    With an id column, rows of one id in several tables are one series if no two of its tables cover the same
    time. Without one, every table is a series of its own, unless each begins one step after another ends.

    Args:
        series: as the tables have them.
        names: what each was called in its own table.
        tables: that each comes from.
        columns: what is what.
        timed: whether every table has a time column.
    """
    if not timed or len(set(tables)) < 2:
        return series
    groups = _groups(series, names, by_id=columns.id is not None, several_targets=len(columns.targets) > 1)
    if len(groups) == len(series):
        return series
    pieces = [
        join_pieces([piece_of(series, part) for part in group], series.frequency_of(group[0]))
        for group in groups
    ]
    kept = series.select([group[-1] for group in groups])
    ids = [_name(series, names, group, columns) for group in groups]
    note = (
        f"{len(set(tables))} tables go on where others end: their {len(series)} parts were joined to "
        f"{len(groups)} series."
    )
    return replace(
        kept,
        ids=tuple(ids),
        y=tuple(piece.y for piece in pieces),
        first=tuple(piece.first for piece in pieces),
        past=tuple(piece.past for piece in pieces) if series.past_names else (),
        future=tuple(piece.future for piece in pieces) if series.future_names else (),
        notes=(*series.notes, note),
    )


def _groups(
    series: SeriesSet, names: Sequence[str], *, by_id: bool, several_targets: bool
) -> list[list[int]]:
    """Which series are parts of one, each in the order of time."""
    found: dict[str, list[int]] = {}
    for place, name in enumerate(names):
        target = name.rpartition(": ")[2] if several_targets else ""
        found.setdefault(name if by_id else target, []).append(place)
    ordered = [sorted(group, key=lambda place: plain_stamp(series.first[place])) for group in found.values()]
    if not by_id:
        goes_on = all(step == 1 for group in ordered for step in _steps_between(series, group))
        return ordered if goes_on else [[place] for place in range(len(series))]
    parts = []
    for group in ordered:
        apart = all(step >= 1 for step in _steps_between(series, group))
        parts += [group] if apart else [[place] for place in group]
    return sorted(parts, key=min)


def _steps_between(series: SeriesSet, group: Sequence[int]) -> list[int]:
    """Steps from the last row of each part to the first one of the next; 0 where these are off the grid."""
    steps = []
    for earlier, later in pairwise(group):
        rows, on_grid = series.frequency_of(earlier).rows_of(
            series.first[earlier], as_array(series.first[later])
        )
        steps.append(int(rows[0]) - (len(series.y[earlier]) - 1) if np.all(on_grid) else 0)
    return steps


def _name(series: SeriesSet, names: Sequence[str], group: Sequence[int], columns: SeriesColumns) -> str:
    """What the series would be called in one table."""
    if len(group) == 1:
        return series.ids[group[0]]
    if columns.id is not None:
        return names[group[0]]
    return names[group[0]].rpartition(": ")[2] if len(columns.targets) > 1 else columns.targets[0]
