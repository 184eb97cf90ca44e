"""What the playground's network may be asked to learn. To add one: a function and an entry here."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from elman.arrays import Array
from elman.data import Window, sine_to_cosine

_DELAY = 3

Signal = Callable[[int, np.random.Generator], tuple[Array, Array]]
"""Inputs and targets of so many rows that follow each other from the start."""


def _echo(rows: int, random: np.random.Generator) -> tuple[Array, Array]:
    """The input of three rows before: a memory of three numbers."""
    x_T = random.uniform(-1.0, 1.0, rows)
    return x_T, np.concatenate([np.zeros(_DELAY), x_T])[:rows]


def _parity(rows: int, random: np.random.Generator) -> tuple[Array, Array]:
    """A machine with two states: every 1 turns it over. The target is 1 for an odd count so far, else -1."""
    x_T = random.integers(0, 2, rows).astype(np.float64)
    return x_T, 2.0 * (np.cumsum(x_T) % 2) - 1.0


_SIGNALS: Mapping[str, Signal] = {"echo": _echo, "parity": _parity}
TASKS = ("cosine", *_SIGNALS)
"""Every task by its name; `cosine` is the founding experiment."""


def make_windows(
    task: str, num_windows: int, num_points: int, *, seed: int = 0, restarts: bool = False
) -> list[Window]:
    """Windows of a task, one after the other.

    Args:
        task: a name in `TASKS`.
        num_windows: how many.
        num_points: rows of each.
        seed: of the inputs; the cosine has none.
        restarts: whether each window is a start of its own, for a state that is reset; else they follow
            each other.
    """
    if task == "cosine":
        return sine_to_cosine(num_windows, num_points)
    random, signal = np.random.default_rng(seed), _SIGNALS[task]
    if restarts:
        pairs = [signal(num_points, random) for _ in range(num_windows)]
    else:
        whole = signal(num_windows * num_points, random)
        pairs = list(zip(*(np.split(values_T, num_windows) for values_T in whole), strict=True))
    return [Window(_as_array(x_T), _as_array(y_T)) for x_T, y_T in pairs]


def _as_array(values_T: Array) -> Array:
    """One sequence of one channel."""
    return np.asarray(values_T, np.float32).reshape(1, -1, 1)
