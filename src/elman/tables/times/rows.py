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
    """Rows of several sequences, one sequence below the other."""

    ids: tuple[str, ...]
    """Of each sequence."""
    lengths: tuple[int, ...]
    """Rows of each sequence."""
    row_N: Array
    """The row of the table that each row is, int64."""
    columns: Mapping[str, Array]
    """Numbers as float64, texts as objects; by name."""
    stamps: Stamps | None = None
    """The times; None where there is no time column."""
    place: Place | None = None
    """Where the time column stands, for sentences."""

    def take(self, at_N: Array, lengths: tuple[int, ...] | None = None) -> TimedRows:
        """These rows alone; without lengths, those that are left of each sequence."""
        if lengths is None:
            lengths = tuple(np.bincount(self.sequence[at_N], minlength=len(self.ids)).tolist())
        stamps = self.stamps and replace(self.stamps, time_N=self.stamps.time_N[at_N])
        columns = {name: values_N[at_N] for name, values_N in self.columns.items()}
        return replace(self, row_N=self.row_N[at_N], columns=columns, stamps=stamps, lengths=lengths)

    @property
    def sequence(self) -> Array:
        """The number of each row's sequence."""
        return np.repeat(np.arange(len(self.lengths)), self.lengths)

    @property
    def steps(self) -> Array:
        """The time from each row to the next, `(N - 1,)`."""
        assert self.stamps is not None
        return np.diff(self.stamps.ticks)

    @property
    def within(self) -> Array:
        """Whether each row and the next are of one sequence, `(N - 1,)`."""
        within_N = np.ones(max(len(self.row_N) - 1, 0), bool)
        within_N[np.cumsum(self.lengths)[:-1] - 1] = False
        return within_N
