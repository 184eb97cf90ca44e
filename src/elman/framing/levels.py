"""The level of a series at a moment: what its values are counted from. To add one: a function and a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from elman.arrays import Array


def last(window_BTW: Array) -> Array:
    """The last value: what drifts without a season has no better level."""
    return np.asarray(window_BTW[..., -1])


def mean(window_BTW: Array) -> Array:
    """The mean: of whole seasons, it has none of the season in it."""
    return np.asarray(window_BTW.mean(axis=-1))


def median(window_BTW: Array) -> Array:
    """The median: outliers do not move it."""
    return np.asarray(np.median(window_BTW, axis=-1))


LEVELS: Mapping[str, Callable[[Array], Array]] = {"last": last, "mean": mean, "median": median}
