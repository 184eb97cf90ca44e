"""The rows on which an export is proved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from elman.arrays import Array
from elman.data import as_read
from elman.errors import ArgumentError
from elman.export.exportable import Exportable

MOST_ROWS = 20_000
"""The most rows that are run; single steps of a slow runner take seconds for so many."""

_MADE_UP_ROWS = 2_000
_MISSING_SHARE = 0.05
_LEVEL_ROWS = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """Sequences of inputs in their units."""

    sequences: tuple[Array, ...]
    """The sequences, each `(T, F)`, float64; NaN where missing."""
    made_up: bool = False
    """Whether the rows were made up."""

    @property
    def num_rows(self) -> int:
        """The number of rows of all sequences together."""
        return sum(len(x_TF) for x_TF in self.sequences)

    def made_whole(self, before_F: Sequence[float]) -> Sample:
        """Fills missing values with the last known one; `before_F` stands before the first."""
        sequences = []
        for x_TF in self.sequences:
            start_1F = np.array(before_F)[np.newaxis]
            rows_TF = np.concatenate([start_1F, x_TF])
            last_TF = np.where(np.isnan(rows_TF), 0, np.arange(len(rows_TF))[:, np.newaxis])
            known_TF = np.take_along_axis(rows_TF, np.maximum.accumulate(last_TF, axis=0), axis=0)
            sequences.append(np.ascontiguousarray(known_TF[1:]))
        return replace(self, sequences=tuple(sequences))


def take_sample(sequences: Sequence[Array]) -> Sample:
    """The first rows of what the user gives, at most `MOST_ROWS`.

    Raises:
        ArgumentError: there is no row.
    """
    taken, left = [], MOST_ROWS
    for x_TF in sequences:
        if len(x_TF) and left:
            taken.append(np.ascontiguousarray(x_TF[:left], np.float64))
            left -= len(taken[-1])
    if not taken:
        raise ArgumentError("sample must have at least one row, got none. Give rows, or no sample.")
    return Sample(sequences=tuple(taken))


def make_up_sample(exportable: Exportable) -> Sample:
    """Rows within the training range: levels that are held, noise, and missing values if the policy has them.

    The first row is missing too, so that what stands for it is proved.
    """
    random = np.random.default_rng(0)
    low_F, high_F = exportable.training_range.low_F, exportable.training_range.high_F
    shape = (_MADE_UP_ROWS, exportable.spec.input_size)
    noise_TF = random.random(shape)
    levels_TF = np.repeat(random.random((_MADE_UP_ROWS // _LEVEL_ROWS, shape[1])), _LEVEL_ROWS, axis=0)
    share_TF = np.where(np.arange(_MADE_UP_ROWS)[:, np.newaxis] % 500 < 250, levels_TF, noise_TF)
    x_TF = low_F + (high_F - low_F) * share_TF
    x_TF = as_read(x_TF, exportable.preparation.numbers).astype(np.float64)
    if exportable.preparation.missing != "error":
        x_TF[random.random(shape) < _MISSING_SHARE] = np.nan
        x_TF[0] = np.nan
    return Sample(sequences=(x_TF,), made_up=True)
