"""Where the rows of sequences stand in their tables, and when: what joins an answer back to its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from elman.arrays import Array
from elman.data.sequences import Step
from elman.tables.packed import packed, unpacked
from elman.tables.stamped import StampedTable

_SECOND = 1_000_000
"""In the microseconds of moments."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Places:
    """Of every row, in the order of the sequences."""

    row_N: Array
    """The row in its table, int64, counted from 0 after the header."""
    table_N: Array
    """The number of its table, int64: several files are several tables."""
    kept: Mapping[str, Array] = field(default_factory=dict)
    """The id columns and the time column as their table has them, packed, by name `(N,)`; empty where they
    were not asked for."""
    time: str | None = None
    """The column of the times."""
    stamp_N: Array | None = None
    """What it says of every row: moments, durations or numbers; None without one."""
    steps: tuple[Step | None, ...] = ()
    """Of each sequence; None where a sequence has one row, or no time."""

    def of_rows(self, rows: Sequence[slice], sequences: Sequence[int]) -> Places:
        """The places of these rows, each slice out of one sequence."""
        at_N = np.concatenate([np.arange(part.start, part.stop) for part in rows] or [np.zeros(0, np.int64)])
        return replace(
            self,
            row_N=self.row_N[at_N],
            table_N=self.table_N[at_N],
            kept={name: cells_N[at_N] for name, cells_N in self.kept.items()},
            stamp_N=None if self.stamp_N is None else self.stamp_N[at_N],
            steps=tuple(self.steps[number] for number in sequences),
        )

    @property
    def written(self) -> dict[str, Array]:
        """The id columns and the time column as their table has them, by name `(N,)`."""
        return {name: unpacked(cells_N) for name, cells_N in self.kept.items()}

    def order(self) -> Array:
        """What brings the rows into the order of their tables, `(N,)`."""
        return np.lexsort((self.row_N, self.table_N))


def places_of(read: StampedTable) -> Places:
    """The places of what was read from one table."""
    return Places(
        row_N=read.row_N,
        table_N=np.zeros(len(read.row_N), np.int64),
        kept={name: packed(cells_N) for name, cells_N in read.written.items()},
        time=None if read.stamp_N is None else next(reversed([*read.written]), None),
        stamp_N=read.stamp_N if read.written else None,
        steps=_steps(read),
    )


def below_each_other(parts: Sequence[Places]) -> Places:
    """The places of several tables as one."""
    return Places(
        row_N=np.concatenate([part.row_N for part in parts]),
        table_N=np.repeat(np.arange(len(parts)), [len(part.row_N) for part in parts]),
        kept={
            name: _one_column([part.kept[name] for part in parts])
            for name in parts[0].kept
            if all(name in part.kept for part in parts)
        },
        time=parts[0].time,
        stamp_N=_one_kind([part.stamp_N for part in parts]),
        steps=tuple(step for part in parts for step in part.steps),
    )


def _one_kind(stamps: Sequence[Array | None]) -> Array | None:
    """The stamps of several tables; None where one has none, or another kind."""
    known = [stamp_N for stamp_N in stamps if stamp_N is not None]
    if len(known) < len(stamps) or len({stamp_N.dtype.kind for stamp_N in known}) != 1:
        return None
    return np.concatenate(known)


def _one_column(cells: Sequence[Array]) -> Array:
    """Cells of several tables; where their kinds differ, as what Python has for each."""
    if len({part_N.dtype.kind for part_N in cells}) > 1:
        cells = [unpacked(part_N).astype(object) for part_N in cells]
    return np.concatenate(cells)


def _steps(read: StampedTable) -> tuple[Step | None, ...]:
    if read.stamp_N is None:
        return (None,) * len(read.lengths)
    ends = np.cumsum([0, *read.lengths])
    return tuple(_step(read.stamp_N[start:stop]) for start, stop in pairwise(ends))


def _step(stamp_T: Array) -> Step | None:
    if len(stamp_T) < 2:
        return None
    is_time = stamp_T.dtype.kind in "Mm"
    step = float(np.median(np.diff(stamp_T.view(np.int64) if is_time else stamp_T)))
    if step <= 0:
        return None
    return Step(step / _SECOND, "s") if is_time else Step(step, "")
