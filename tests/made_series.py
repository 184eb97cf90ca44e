"""A series that any program can make, for numbers frozen from other programs."""

import numpy as np

from elman.series import SeriesSet
from elman.series.calendar import Frequency


def made(rows=60, season=12):
    """Trend times season, with a disturbance that is no random number."""
    t_N = np.arange(rows)
    wave_N = 1 + 0.3 * np.sin(2 * np.pi * t_N / season) + 0.1 * np.cos(4 * np.pi * t_N / season)
    return (100 + 1.5 * t_N) * wave_N + 5 * np.sin(t_N**2)


def monthly(*values):
    """These values as series of months from January 2020."""
    return SeriesSet(
        ids=tuple(f"series {place}" for place in range(len(values))),
        y=tuple(np.asarray(y_N, np.float32) for y_N in values),
        first=tuple(np.datetime64("2020-01-01", "us") for _ in values),
        frequency=Frequency(unit="month", day=1),
    )
