"""The founding experiment's data: the cosine is to be learned from the sine."""

from __future__ import annotations

import numpy as np

from elman.arrays import Array
from elman.data.examples import Window
from elman.errors import ArgumentError


def sine_to_cosine(num_windows: int, num_points: int = 10, *, start: int = 0) -> list[Window]:
    """Windows of the sine as input and the cosine as target, half a turn each.

    Window k holds `num_points` points evenly spaced on [k pi, (k + 1) pi], both ends included, so
    that neighbours share the point between them. The angles are rounded to float32 before the sine
    and the cosine are taken.

    Args:
        num_windows: how many.
        num_points: time steps a window.
        start: k of the first window.

    Returns:
        Windows with arrays `(1, num_points, 1)`.

    Raises:
        ArgumentError: num_windows or start below 0, or num_points below 2.
    """
    _check_at_least("num_windows", num_windows, 0)
    _check_at_least("num_points", num_points, 2)
    _check_at_least("start", start, 0)
    windows = []
    for k in range(start, start + num_windows):
        angle_T = window_angles(k, num_points)
        windows.append(Window(np.sin(angle_T).reshape(1, -1, 1), np.cos(angle_T).reshape(1, -1, 1)))
    return windows


def window_angles(k: int, num_points: int) -> Array:
    """The angles of window k in radians, float32."""
    return np.linspace(k * np.pi, (k + 1) * np.pi, num_points, dtype=np.float32)


def _check_at_least(name: str, value: int, smallest: int) -> None:
    if value < smallest:
        raise ArgumentError(
            f"{name} must be at least {smallest}, got {value}. Give a whole number from {smallest} up."
        )
