"""The normal equations of a filter with many lags, without ever writing the lagged table down.

The lagged table of N rows, L lags and F inputs has N L F numbers, and the product of it with itself
takes N (L F)^2 steps. But its columns are one signal, shifted: with a_t the row at time t, the sum

    gram[i, j] = sum over the scored t of u[t - i] u[t - j]

differs from `gram[i + 1, j + 1]` only at the edges of each run of scored rows. So the correlations
`gram[0, j]` are enough, which Fourier transforms give in N log L steps, and the edges' products are added on
the way down the diagonals. Memory is a few pieces of the signal and the gram itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from elman.arrays import Array

_PIECE_ROWS = 1 << 16
_EDGES_AT_ONCE = 1024
# Each run of scored rows costs 2 P^2 products for each of its two edges: a second or two in all.
_MOST_EDGE_PRODUCTS = 2e10


class Scaling(NamedTuple):
    """What makes inputs and target of mean 0 and deviation 1; applied piece by piece."""

    input_mean_F: Array
    input_scale_F: Array
    target_mean: float
    target_scale: float


@dataclass(frozen=True, kw_only=True, slots=True)
class LaggedSums:
    """Sums over the scored rows; column `i F + f` of the lagged table is input f, i steps before.

    The columns are ordered by lag, so that the sums of a shorter filter are the leading ones.
    """

    gram_PP: Array
    """`sum a a'`, P = L F."""
    moment_P: Array
    """`sum a y`."""
    total_P: Array
    """`sum a`."""
    count: int
    """Scored rows."""
    target_total: float
    """`sum y`."""
    target_square: float
    """`sum y^2`."""

    def solve(self, columns: int, ridge: float) -> tuple[Array, float]:
        """Coefficients of the leading columns and the constant: least squares with a penalty.

        Minimises `sum (y - c - a'w)^2 + ridge count w'w`; the constant c is not penalised.
        """
        mean_P = self.total_P[:columns] / self.count
        target_mean = self.target_total / self.count
        centred_PP = self.gram_PP[:columns, :columns] - self.count * np.outer(mean_P, mean_P)
        centred_PP[np.diag_indices(columns)] += ridge * self.count
        moment_P = self.moment_P[:columns] - self.count * mean_P * target_mean
        weight_P = np.linalg.solve(centred_PP, moment_P)
        return weight_P, float(target_mean - mean_P @ weight_P)

    def squared_error(self, weight_P: Array, constant: float) -> float:
        """`sum (y - c - a'w)^2` over these rows, for the leading columns."""
        columns = len(weight_P)
        mixed = weight_P @ self.moment_P[:columns] + constant * self.target_total
        square = weight_P @ self.gram_PP[:columns, :columns] @ weight_P
        shifted = 2 * constant * (weight_P @ self.total_P[:columns]) + self.count * constant**2
        return float(self.target_square - 2 * mixed + square + shifted)


def lagged_sums(sequences: Sequence[tuple[Array, Array]], scaling: Scaling, length: int) -> LaggedSums:
    """The sums for a filter of `length` lags, lag 0 included.

    Where missing targets leave so many short runs of scored rows that their edges would take too
    long, every second (third, ...) run is summed.

    Args:
        sequences: inputs `(T, F)` and one target `(T,)` of each; NaN targets are not scored. What the
            inputs were before a sequence began is taken as their mean.
        scaling: applied to both; the sums are those of the scaled numbers.
        length: L.
    """
    num_inputs = len(scaling.input_mean_F)
    num_runs = sum(len(_edges(~np.isnan(y_T), 1)) for _, y_T in sequences)
    every = max(1, int(np.ceil(2 * num_runs * (length * num_inputs) ** 2 / _MOST_EDGE_PRODUCTS)))
    size = 1 << max(8, (8 * length - 1).bit_length())
    spectrum = np.zeros((size // 2 + 1, num_inputs + 2, num_inputs), dtype=np.complex128)
    edges_PP = np.zeros((length * num_inputs, length * num_inputs))
    count, target_total, target_square = 0, 0.0, 0.0
    for u_MF, y_M in _pieces(sequences, scaling, length):
        scored_M = _thin(~np.isnan(y_M), every)
        target_M = np.where(scored_M, y_M, 0.0)
        left_MA = np.column_stack([u_MF * scored_M[:, None], target_M, scored_M])
        spectrum += _cross_spectrum(left_MA, u_MF, length, size)
        _add_edges(edges_PP, u_MF, scored_M, length)
        count += int(scored_M.sum())
        target_total += float(target_M.sum())
        target_square += float(target_M @ target_M)
    # Shift d of the transform is lag L - 1 - d: the right signal starts L - 1 rows before the left one.
    correlation_LAF = np.fft.irfft(spectrum, n=size, axis=0)[length - 1 :: -1][:length]
    return LaggedSums(
        gram_PP=_walk_diagonals(correlation_LAF[:, :num_inputs], edges_PP),
        moment_P=correlation_LAF[:, num_inputs].ravel(),
        total_P=correlation_LAF[:, num_inputs + 1].ravel(),
        count=count,
        target_total=target_total,
        target_square=target_square,
    )


def _pieces(
    sequences: Sequence[tuple[Array, Array]], scaling: Scaling, length: int
) -> Iterator[tuple[Array, Array]]:
    """Cuts and joins the scaled sequences into pieces of about the same size.

    Before each cut stand the `length` rows that came before it (zeros before the sequence began),
    not scored there, so that every piece can be summed by itself.
    """
    gathered: list[tuple[Array, Array]] = []
    rows = 0
    for x_TF, y_T in sequences:
        for start in range(0, len(x_TF), _PIECE_ROWS):
            before = min(start, length)
            x_MF = x_TF[start - before : start + _PIECE_ROWS]
            u_MF = (x_MF - scaling.input_mean_F) / scaling.input_scale_F
            target_M = y_T[start : start + _PIECE_ROWS].astype(np.float64)
            target_M = (target_M - scaling.target_mean) / scaling.target_scale
            u_MF = np.pad(u_MF, ((length - before, 0), (0, 0)))
            gathered.append((u_MF, np.pad(target_M, (length, 0), constant_values=np.nan)))
            rows += len(u_MF)
            if rows >= _PIECE_ROWS:
                yield _join(gathered)
                gathered, rows = [], 0
    if gathered:
        yield _join(gathered)


def _join(gathered: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    return np.concatenate([u for u, _ in gathered]), np.concatenate([y for _, y in gathered])


def _cross_spectrum(left_MA: Array, u_MF: Array, length: int, size: int) -> Array:
    """Transform of the correlation of every left signal with every input, summed over blocks."""
    step = size - length + 1
    num_blocks = -(-(len(u_MF) - length) // step)
    # The first `length` rows are not scored, so blocks begin after them and all have their past.
    padding = num_blocks * step + length - len(u_MF)
    left_BSA = np.pad(left_MA[length:], ((0, padding), (0, 0))).reshape(num_blocks, step, -1)
    right_MF = np.pad(u_MF[1:], ((0, padding), (0, 0)))
    windows_BFS = np.lib.stride_tricks.sliding_window_view(right_MF, size, axis=0)[::step]
    left_SAB = np.fft.rfft(left_BSA, n=size, axis=1).transpose(1, 2, 0)
    right_SBF = np.fft.rfft(windows_BFS, axis=2).transpose(2, 0, 1)
    return np.asarray(left_SAB.conj() @ right_SBF)


def _edges(scored_M: Array, sign: int) -> Array:
    """Where runs of scored rows begin (sign 1) or have just ended (-1)."""
    return np.flatnonzero(np.diff(scored_M.astype(np.int8), prepend=0, append=0) == sign)


def _thin(scored_M: Array, every: int) -> Array:
    """Keeps every so-manyth run."""
    if every == 1:
        return scored_M
    run_M = np.cumsum(np.diff(scored_M.astype(np.int8), prepend=0) == 1)
    return np.asarray(scored_M & (run_M % every == 1))


def _add_edges(edges_PP: Array, u_MF: Array, scored_M: Array, length: int) -> None:
    """Adds the products of the rows before each run of scored rows, less those of its last rows."""
    history_MFL = np.lib.stride_tricks.sliding_window_view(u_MF, length, axis=0)
    for sign in (1, -1):
        edge_E = _edges(scored_M, sign)
        for start in range(0, len(edge_E), _EDGES_AT_ONCE):
            chosen_E = edge_E[start : start + _EDGES_AT_ONCE] - length
            history_ELF = history_MFL[chosen_E][:, :, ::-1].transpose(0, 2, 1)
            history_EP = history_ELF.reshape(len(chosen_E), -1)
            edges_PP += sign * (history_EP.T @ history_EP)


def _walk_diagonals(correlation_LFF: Array, edges_PP: Array) -> Array:
    """`gram[0, j]` from the correlations, `gram[i + 1, j + 1] = gram[i, j] + edges[i, j]`."""
    length, num_inputs, _ = correlation_LFF.shape
    gram_PP = np.empty_like(edges_PP)
    row_FP = correlation_LFF.transpose(1, 0, 2).reshape(num_inputs, -1)
    gram_PP[:num_inputs] = row_FP
    for first in range(num_inputs, length * num_inputs, num_inputs):
        above = slice(first - num_inputs, first)
        rows = slice(first, first + num_inputs)
        gram_PP[rows, num_inputs:] = gram_PP[above, :-num_inputs] + edges_PP[above, :-num_inputs]
        gram_PP[rows, :num_inputs] = row_FP[:, rows].T
    return gram_PP
