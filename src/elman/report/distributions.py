"""How numbers are spread: over values, and over frequencies."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from elman.arrays import Array

_PARTS = 60
_TAIL = 0.001
_SEGMENT = 512


def histogram(values_N: Array) -> tuple[Array, Array, Array]:
    """Share of the values in each of 60 parts, and what a normal distribution would have there.

    The parts go from the 0.1 % to the 99.9 % quantile; what is beyond is counted at the ends.

    Returns:
        The middle of each part, the shares, and those of the normal distribution of the same mean and
        standard deviation, as the density times the width.
    """
    known_N = values_N[np.isfinite(values_N)].astype(np.float64)
    low, high = np.quantile(known_N, (_TAIL, 1 - _TAIL))
    if high <= low:
        low, high = low - 0.5, high + 0.5
    count_P, edges_P = np.histogram(np.clip(known_N, low, high), _PARTS, (low, high))
    middle_P, width = (edges_P[:-1] + edges_P[1:]) / 2, edges_P[1] - edges_P[0]
    spread = known_N.std() or width
    normal_P = np.exp(-0.5 * ((middle_P - known_N.mean()) / spread) ** 2) / (spread * np.sqrt(2 * np.pi))
    return middle_P, count_P / known_N.size, normal_P * width


def spectrum(values_N: Array, lengths: Sequence[int]) -> tuple[Array, Array]:
    """The power spectral density of a signal, one-sided, as Welch has it: the mean over segments.

    Segments of 512 rows (or of the longest sequence, where that is shorter) overlap by half, each less its
    mean, through a Hann window. What is missing counts as the mean. A sequence that is shorter than a segment
    is left out.

    Reference: Welch 1967, IEEE Transactions on Audio and Electroacoustics 15(2).

    Returns:
        Frequencies in cycles a row, and the density: its sum over the frequencies, times their step, is the
        variance.
    """
    size = min(_SEGMENT, max(lengths))
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(size) / size)
    known = np.isfinite(values_N)
    values_N = np.where(known, values_N, values_N[known].mean() if known.any() else 0.0).astype(np.float64)
    power_P, count, start = np.zeros(size // 2 + 1), 0, 0
    for rows in lengths:
        segments = _segments(values_N[start : start + rows], size)
        centred = segments - segments.mean(axis=1, keepdims=True)
        power_P += (np.abs(np.fft.rfft(centred * window, axis=1)) ** 2).sum(axis=0)
        count, start = count + len(segments), start + rows
    power_P /= max(count * float((window**2).sum()), 1e-300)
    power_P[1 : (size + 1) // 2] *= 2
    return np.arange(size // 2 + 1) / size, power_P


def _segments(values_T: Array, size: int) -> Array:
    if len(values_T) < size:
        return np.zeros((0, size))
    return np.lib.stride_tricks.sliding_window_view(values_T, size)[:: max(size // 2, 1)]
