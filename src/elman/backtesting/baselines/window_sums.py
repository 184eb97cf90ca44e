"""Sums of products over all windows of many series, without writing the windows down.

The columns of the table of windows are one series, shifted. So the sum of the products of columns a + 1 and
b + 1 is that of columns a and b, less what the first row of each run gave, plus what the row after its last
one gives; only the products with column 0 are summed over the rows, by Fourier transform.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array

_EDGES_AT_ONCE, _SERIES_AT_ONCE = 2048, 256


@dataclass(frozen=True, slots=True, eq=False)
class WindowSums:
    """Sums over windows of products of P lagged deviations x and K changes ahead z, both from the present."""

    gram_PP: Array
    """Of the deviations, by lag from 1."""
    moment_PK: Array
    """Of deviations and changes."""
    square: float
    """Of the changes, all together."""
    count: int
    """Windows."""

    def plus(self, other: WindowSums) -> WindowSums:
        """Over the windows of both."""
        return WindowSums(
            self.gram_PP + other.gram_PP,
            self.moment_PK + other.moment_PK,
            self.square + other.square,
            self.count + other.count,
        )

    def solve(self, lags: int, ridge: float) -> Array:
        """The weights `(P, K)` of the first lags by ridge regression.

        Args:
            lags: how many.
            ridge: in shares of the mean square of the deviations.
        """
        gram_PP = self.gram_PP[:lags, :lags]
        mean_square = float(np.trace(gram_PP)) / max(lags, 1)
        if mean_square <= 0:
            return np.zeros((lags, self.moment_PK.shape[1]))
        ridged_PP = gram_PP + ridge * mean_square * np.eye(lags)
        return np.asarray(np.linalg.solve(ridged_PP, self.moment_PK[:lags]))

    def squared_error(self, weight_PK: Array) -> float:
        """`sum of (z - x W)^2`."""
        lags = len(weight_PK)
        own = np.sum(weight_PK * (self.gram_PP[:lags, :lags] @ weight_PK))
        return float(self.square - 2 * np.sum(weight_PK * self.moment_PK[:lags]) + own)


def window_sums(series: Iterable[tuple[Array, Array]], lags: int, horizon: int) -> WindowSums:
    """The sums over chosen windows.

    Args:
        series: values without gaps, float64, and which windows of each are chosen: window i begins at value
            i, and its present is value i + lags. There are `len(values) - lags - horizon` windows.
        lags: values before the present, P.
        horizon: values after it, K.
    """
    width = lags + 1 + horizon
    first_W, count = np.zeros(width), 0
    edges = _Edges(width)
    for value_N, chosen_M in series:
        if not chosen_M.any():
            continue
        size = 1 << (len(value_N) - 1).bit_length()
        left_N = value_N[: len(chosen_M)] * chosen_M
        spectrum = np.fft.rfft(left_N, size).conj() * np.fft.rfft(value_N, size)
        first_W += np.fft.irfft(spectrum, size)[:width]
        edges.add(value_N, chosen_M)
        count += int(chosen_M.sum())
    product_WW = np.empty((width, width))
    product_WW[0] = product_WW[:, 0] = first_W
    edges_WW = edges.total()
    for row in range(1, width):
        product_WW[row, 1:] = product_WW[row - 1, :-1] + edges_WW[row - 1, :-1]
    return _from_the_present(product_WW, lags, count)


class _Edges:
    """Products of the row after each run of windows, less those of its first row."""

    def __init__(self, width: int) -> None:
        self._total_WW = np.zeros((width, width))
        self._waiting: dict[int, list[Array]] = {1: [], -1: []}

    def add(self, value_N: Array, chosen_M: Array) -> None:
        """Takes the runs of one series."""
        # The row after the last window may reach one value beyond the end; that product is never asked for.
        window_MW = np.lib.stride_tricks.sliding_window_view(np.append(value_N, 0.0), len(self._total_WW))
        step_M = np.diff(chosen_M.astype(np.int8), prepend=0, append=0)
        for sign, waiting in self._waiting.items():
            at_E = np.flatnonzero(step_M == -sign)
            for start in range(0, len(at_E), _EDGES_AT_ONCE):
                waiting.append(window_MW[at_E[start : start + _EDGES_AT_ONCE]])
                # Most series have one run or two: many of them are summed at once.
                if len(waiting) >= _SERIES_AT_ONCE or len(at_E) > _SERIES_AT_ONCE:
                    self._sum(sign)

    def total(self) -> Array:
        """The sum over all series."""
        for sign in self._waiting:
            self._sum(sign)
        return self._total_WW

    def _sum(self, sign: int) -> None:
        if self._waiting[sign]:
            edge_EW = np.concatenate(self._waiting[sign])
            self._total_WW += sign * (edge_EW.T @ edge_EW)
            self._waiting[sign].clear()


def _from_the_present(product_WW: Array, lags: int, count: int) -> WindowSums:
    """Sums of deviations from column `lags`, from sums of the values themselves."""
    present_W = product_WW[lags]
    change_WW = product_WW - present_W - present_W[:, None] + product_WW[lags, lags]
    return WindowSums(
        gram_PP=change_WW[:lags, :lags][::-1, ::-1],
        moment_PK=change_WW[:lags, lags + 1 :][::-1],
        square=float(np.trace(change_WW[lags + 1 :, lags + 1 :])),
        count=count,
    )
