"""The rows of a table with their times, sequence after sequence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from elman.arrays import Array
from elman.tables.numbers import Place

if TYPE_CHECKING:
    from elman.tables.times.stamps import Stamps


@dataclass(frozen=True, slots=True, eq=False)
class TimedRows:
    """The rows of several sequences, one sequence after the other."""

    ids: tuple[str, ...]
    """The id of each sequence."""
    lengths: tuple[int, ...]
    """The number of rows of each sequence."""
    row_N: Array
    """The row of the table that each row comes from, int64."""
    columns: Mapping[str, Array]
    """The columns by name: numbers as float64, texts as objects."""
    stamps: Stamps | None = None
    """The times; None without a time column."""
    place: Place | None = None
    """Where the time column stands, for error messages."""

    def take(self, at_N: Array, lengths: tuple[int, ...] | None = None) -> TimedRows:
        """Returns these rows alone; without `lengths`, the rows that remain of each sequence are counted."""
        if lengths is None:
            lengths = tuple(np.bincount(self.sequence[at_N], minlength=len(self.ids)).tolist())
        stamps = self.stamps and replace(self.stamps, time_N=self.stamps.time_N[at_N])
        columns = {name: values_N[at_N] for name, values_N in self.columns.items()}
        return replace(self, row_N=self.row_N[at_N], columns=columns, stamps=stamps, lengths=lengths)

    @property
    def sequence(self) -> Array:
        """The number of the sequence of each row."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @property
    def steps(self) -> Array:
        """The time from each row to the next, `(N - 1,)`."""
        assert self.stamps is not None
        return np.diff(self.stamps.ticks)

    @property
    def within(self) -> Array:
        """Whether each row and the next belong to one sequence, `(N - 1,)`."""
        within_N = np.ones(max(len(self.row_N) - 1, 0), bool)
        within_N[np.cumsum(self.lengths)[:-1] - 1] = False
        return within_N
