"""How fast the state forgets, by its own dynamics."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.inspect.unrolled import Unrolled
from elman.inspect.walk import spread_ends, step_back


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeConstants:
    """Time constants of a network that is made linear where it stands, at some rows P.

    At a row, the change of the state after it by the state before it is a matrix with the eigenvalues z. A
    small change along an eigenvector is z^k times as large k rows on: it falls to 1/e after
    `tau = -1 / ln |z|` rows. At |z| >= 1 it does not fall, and tau is infinite.
    """

    rows_P: Array
    """Where."""
    eigenvalues_PN: Array
    """Complex, the slowest first; N are the numbers of the whole state."""

    @property
    def rows(self) -> Array:
        """Tau in rows, the slowest first."""
        size_PN = np.abs(self.eigenvalues_PN)
        with np.errstate(divide="ignore"):
            return np.where(size_PN >= 1.0, np.inf, -1.0 / np.log(np.minimum(size_PN, 1.0)))

    @property
    def typical(self) -> Array:
        """The median over the rows, the slowest first."""
        return np.asarray(np.median(self.rows, axis=0))


def find_time_constants(unrolled: Unrolled, *, places: int = 5) -> TimeConstants:
    """The time constants at some rows, evenly spaced over the run, of its first sequence."""
    rows_P = spread_ends(unrolled.num_rows, 0, places)
    eigenvalues = [np.linalg.eigvals(_transition(unrolled, int(row))) for row in rows_P]
    ordered = [values_N[np.argsort(-np.abs(values_N), kind="stable")] for values_N in eigenvalues]
    return TimeConstants(rows_P=rows_P, eigenvalues_PN=np.stack(ordered))


def _transition(unrolled: Unrolled, row: int) -> Array:
    """The state after the row by the state before it: a square matrix."""
    num_arrays, layers = len(unrolled.cell.states), unrolled.spec.num_layers
    size = num_arrays * layers * unrolled.spec.hidden_size
    # Walk m asks for the derivative of number m of the state.
    d_state_SLMH = np.eye(size).reshape(size, num_arrays, layers, -1).transpose(1, 2, 0, 3)
    saved = [
        tuple(np.repeat(array_BH[:1], size, axis=0) for array_BH in layer.saved[row])
        for layer in unrolled.run.layers
    ]
    before_SLMH, _ = step_back(unrolled, d_state_SLMH, saved)
    return before_SLMH.transpose(2, 0, 1, 3).reshape(size, size)
