"""Resampling to an even step: values are held, or drawn on straight lines between rows."""

from __future__ import annotations

import re

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError

GAP = 1.5
"""A step longer than this many median steps is a gap. No value is held or drawn across it."""
_SECONDS = {
    "us": 1e-6,
    "µs": 1e-6,
    "ms": 1e-3,
    "s": 1.0,
    "sec": 1.0,
    "min": 60.0,
    "m": 60.0,
    "h": 3600.0,
    "d": 86400.0,
    "day": 86400.0,
    "w": 604800.0,
}


def parse_step(given: str | float, *, of_numbers: bool, name: str) -> float:
    """Returns the step in microseconds, or in the unit of the times if these are numbers.

    Args:
        given: the step, such as `5min`, `0.1s`, or a number.
        of_numbers: whether the times are plain numbers.
        name: the name of the time column.

    Raises:
        ArgumentError: the step cannot be read, or has a unit where none belongs, or none where one does.
    """
    found = re.fullmatch(r"\s*(\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)\s*([a-zµ]*)\s*", str(given))
    number = float(found[1]) if found else 0.0
    unit = found[2] if found else ""
    if not number or (unit and unit not in _SECONDS):
        raise ArgumentError(
            f"step must be a time above 0 such as 5min or 0.1s, got {given!r}. Write number and unit."
        )
    if of_numbers and unit:
        raise ArgumentError(
            f"step must be a number in the unit of {name!r}, whose times are numbers, got {given!r}. Leave "
            "the unit out."
        )
    if not of_numbers and not unit:
        raise ArgumentError(
            f"step must have a unit, as 5min or 0.1s, got {given!r}. Write it behind the number."
        )
    return number if of_numbers else number * _SECONDS[unit] * 1e6


def median_step(tick_N: Array) -> float:
    """Returns the median of the positive steps; 0 if there is none."""
    step_N = np.diff(tick_N)
    step_N = step_N[step_N > 0]
    return float(np.median(step_N)) if len(step_N) else 0.0


def grid_places(first: float, last: float, step: float) -> Array:
    """Returns the multiples of the step from a first time to a last one, int64."""
    return np.arange(np.ceil(first / step - 1e-6), np.floor(last / step + 1e-6) + 1).astype(np.int64)


def hold(value_N: Array, tick_N: Array, grid_N: Array, reach: float) -> Array:
    """Returns the last value at or before each time of the grid, if it is not older than `reach`."""
    at_N = held_rows(tick_N, grid_N, reach)
    held_N = value_N[np.maximum(at_N, 0)].copy()
    held_N[at_N < 0] = "" if value_N.dtype == object else np.nan
    return held_N


def held_rows(tick_N: Array, grid_N: Array, reach: float) -> Array:
    """Returns the last row at or before each time of the grid; -1 if there is none, or it is too old."""
    slack = 1e-6 * reach
    at_N = np.searchsorted(tick_N, grid_N + slack, side="right") - 1
    age_N = grid_N - tick_N[np.maximum(at_N, 0)]
    return np.where((at_N >= 0) & (age_N <= reach), at_N, -1)


def draw(value_N: Array, tick_N: Array, grid_N: Array, reach: float) -> Array:
    """Returns values on straight lines between known ones that are at most `reach` apart."""
    known_N = ~np.isnan(value_N)
    if not known_N.any():
        return np.full(len(grid_N), np.nan)
    tick_N = tick_N[known_N]
    drawn_N = np.interp(grid_N, tick_N, value_N[known_N])
    after_N = np.clip(np.searchsorted(tick_N, grid_N, side="left"), 0, len(tick_N) - 1)
    before_N = np.clip(np.searchsorted(tick_N, grid_N, side="right") - 1, 0, len(tick_N) - 1)
    outside_N = (grid_N < tick_N[0] - 1e-6 * reach) | (grid_N > tick_N[-1] + 1e-6 * reach)
    drawn_N[(tick_N[after_N] - tick_N[before_N] > reach) | outside_N] = np.nan
    return drawn_N
