"""What is left in the errors: whether neighbouring ones are alike, and whether an input explains them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from elman.arrays import Array

_DEVIATIONS_OF_99_PERCENT = 2.5758293035489004
_MOST_LAGS = 25


@dataclass(frozen=True, kw_only=True, slots=True)
class Correlation:
    """A correlation at each lag from 0 on."""

    values_L: Array
    """From -1 to 1."""
    limit: float
    """What chance alone exceeds in one lag of a hundred, above or below 0."""

    def strongest(self, first: int = 0) -> tuple[int, float]:
        """The lag, from `first` on, of the largest value beside 0, and the value."""
        lag = first + int(np.argmax(np.abs(self.values_L[first:])))
        return lag, float(self.values_L[lag])

    def num_outside(self, first: int = 0) -> int:
        """How many lags from `first` on are beyond the limit."""
        return int((np.abs(self.values_L[first:]) > self.limit).sum())

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {"values": [float(value) for value in self.values_L], "limit": self.limit}


def correlate_errors(
    error_N: Array, x_NF: Array, lengths: Sequence[int]
) -> tuple[Correlation, list[Correlation]] | None:
    """Of the errors of one target with themselves, and with each input some rows before.

    The limit with an input takes into account that both are alike from row to row (Bartlett's formula):
    two slow signals correlate by chance.

    Args:
        error_N: truth less prediction, NaN where it does not count.
        x_NF: inputs, NaN where missing.
        lengths: rows of each sequence; nothing is correlated across them.

    Returns:
        None where there are fewer than 20 errors, or all are equal.
    """
    known_N = np.isfinite(error_N)
    count = int(known_N.sum())
    if count < 20 or np.ptp(error_N[known_N]) == 0:
        return None
    lags = min(_MOST_LAGS, max(lengths) - 1, count // 4) + 1
    error_N = _centred(error_N)
    own_L = _correlation(error_N, error_N, lengths, lags)
    limit = _DEVIATIONS_OF_99_PERCENT / np.sqrt(count)
    crossed = []
    for column_N in x_NF.T:
        x_N = _centred(np.where(known_N, column_N, np.nan))
        alike_L = own_L * _correlation(x_N, x_N, lengths, lags)
        widened = np.sqrt(max(1.0, 1.0 + 2.0 * float(alike_L[1:].sum())))
        crossed.append(
            Correlation(values_L=_correlation(x_N, error_N, lengths, lags), limit=float(limit * widened))
        )
    return Correlation(values_L=own_L, limit=float(limit)), crossed


def _correlation(early_N: Array, late_N: Array, lengths: Sequence[int], lags: int) -> Array:
    """`sum early[t] late[t + k]` for each lag k, over the root of both sums of squares."""
    total_L, start = np.zeros(lags), 0
    for rows in lengths:
        early_T, late_T = early_N[start : start + rows], late_N[start : start + rows]
        size = 1 << (rows + lags - 1).bit_length()
        product = np.fft.rfft(early_T, size).conj() * np.fft.rfft(late_T, size)
        total_L += np.fft.irfft(product, size)[:lags]
        start += rows
    scale = np.sqrt((early_N @ early_N) * (late_N @ late_N))
    return np.asarray(total_L / scale) if scale > 0 else np.zeros(lags)


def _centred(values_N: Array) -> Array:
    """Less the mean; 0 where missing."""
    values_N = values_N.astype(np.float64)
    known_N = np.isfinite(values_N)
    mean = values_N[known_N].mean() if known_N.any() else 0.0
    return np.where(known_N, values_N - mean, 0.0)
