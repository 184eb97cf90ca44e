"""The scale of a series at a moment: what its errors are counted in. To add one: a function and a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from elman.arrays import Array
from elman.data.preparation import EXACT, ROUNDED


def deviation(window_BTW: Array, running_BT: Array) -> Array:
    """The standard deviation of what the step looks back on."""
    return np.asarray(window_BTW.std(axis=-1))


def mad(window_BTW: Array, running_BT: Array) -> Array:
    """The median distance from the median, which outliers do not move; 1.4826 times, as if it were normal."""
    middle_BT1 = np.median(window_BTW, axis=-1, keepdims=True)
    return np.asarray(1.4826 * np.median(np.abs(window_BTW - middle_BT1), axis=-1))


def running(window_BTW: Array, running_BT: Array) -> Array:
    """The standard deviation of everything known so far: it hardly moves in a long series."""
    return running_BT


SCALES: Mapping[str, Callable[[Array, Array], Array]] = {
    "deviation": deviation,
    "mad": mad,
    "running": running,
}

_SHARE_OF_RUNNING = 0.05
_SHARE_OF_LEVEL = {EXACT: 1e-12, ROUNDED: 1e-5}
"""Some thousand times what the numbers themselves cannot tell apart (of float32, a hundred times)."""
_LEAST = {EXACT: 1e-30, ROUNDED: 1e-12}


def floored(scale_BT: Array, window_BTW: Array, running_BT: Array, numbers: str = EXACT) -> Array:
    """A scale that can be divided by: windows that do not move borrow one.

    A window of zeros in an intermittent series takes a twentieth of what the series has moved so
    far; a series that never moved takes the share of its level that `numbers` leave of it.
    """
    size_BT = np.abs(window_BTW).mean(axis=-1)
    return np.asarray(
        np.maximum.reduce(
            [
                scale_BT,
                _SHARE_OF_RUNNING * running_BT,
                _SHARE_OF_LEVEL[numbers] * size_BT,
                np.full_like(size_BT, _LEAST[numbers]),
            ]
        )
    )


def running_deviation(y_N: Array, known_N: Array, first: int) -> Array:
    """Standard deviation of the known values before each row, `(N + 1,)`; 0 until there are two."""
    # In float64, for a sum in float32 stands still after some ten million rows.
    y_N = y_N.astype(np.float64)
    centred_N = np.where(known_N, y_N - (y_N[first] if first >= 0 else 0.0), 0.0)
    count_N, sum_N, square_N = (
        np.concatenate([[0.0], np.cumsum(part)]) for part in (known_N, centred_N, centred_N**2)
    )
    return deviation_of(count_N, sum_N, square_N)


def deviation_of(count_N: Array, sum_N: Array, square_N: Array) -> Array:
    """Standard deviations of values that are counted and summed up."""
    count_N = np.maximum(count_N, 1.0)
    variance_N = square_N / count_N - (sum_N / count_N) ** 2
    return np.asarray(np.sqrt(np.maximum(variance_N, 0.0)))


def floor_shares(numbers: str) -> dict[str, float]:
    """The shares and the least scale of `floored`, by name: what another language needs to do the same."""
    return {
        "share_of_running": _SHARE_OF_RUNNING,
        "share_of_level": _SHARE_OF_LEVEL[numbers],
        "least_scale": _LEAST[numbers],
    }
