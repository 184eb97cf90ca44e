"""Series that break forecasters: each must get a forecast, and none may spoil those of the others."""

from __future__ import annotations

import csv
from datetime import datetime, timedelta

import numpy as np

from elman.series import SeriesSet
from elman.series.calendar import Frequency

NAN = np.nan
SEASON = 24
FIRST = datetime(2024, 3, 28)
HOUR = Frequency(unit="duration", step=3_600_000_000)


def daily(rows, level=100.0, swing=20.0, seed=0):
    """Hourly values with a day's season and noise."""
    noise_N = np.random.default_rng(seed).normal(size=rows)
    return level + swing * np.sin(2 * np.pi * np.arange(rows) / SEASON) + 0.1 * swing * noise_N


def gaps(y_N, *spans):
    """The series with stretches of missing values."""
    y_N = y_N.copy()
    for start, stop in spans:
        y_N[start:stop] = NAN
    return y_N


def intermittent(rows, seed=5):
    """Mostly zeros, with small counts now and then."""
    rng = np.random.default_rng(seed)
    return np.where(rng.random(rows) < 0.1, rng.integers(1, 6, rows), 0).astype(float)


def _one_value_late(rows):
    y_N = np.zeros(rows)
    y_N[-1] = 1.0
    return y_N


AWKWARD = {
    "plain": daily(400),
    "short": daily(30, seed=1),
    "shorter than a season": daily(9, seed=2),
    "two points": np.array([3.0, 4.0]),
    "one point": np.array([7.0]),
    "gaps": gaps(daily(400, seed=3), (50, 51), (100, 130), (300, 390)),
    "mostly missing": gaps(daily(400, seed=4), (5, 200), (205, 380)),
    "intermittent": intermittent(400),
    "zeros": np.zeros(300),
    "constant": np.full(300, 5.5),
    "a step at the end": _one_value_late(300),
    "huge": daily(400, level=1e12, swing=1e11, seed=6),
    "tiny": daily(400, level=1e-9, swing=1e-10, seed=7),
    "far from zero": daily(400, level=1e6, swing=1.0, seed=8),
    "negative": daily(400, level=-50.0, swing=80.0, seed=9),
}
"""Values by name, hourly; each begins and ends with a known value."""


def awkward_set(*names):
    """These series (all, if none is named) as a set; they begin together."""
    names = names or tuple(AWKWARD)
    return SeriesSet(
        ids=names,
        y=tuple(AWKWARD[name].copy() for name in names),
        first=tuple(np.datetime64(FIRST, "us") for _ in names),
        frequency=HOUR,
    )


def write_awkward(path, *names):
    """The same as a long table: some missing values are empty cells, the others rows that are not there."""
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["unique_id", "ds", "y"])
        for name in names or AWKWARD:
            for row, value in enumerate(AWKWARD[name]):
                if np.isnan(value) and row % 2:
                    continue
                stamp = FIRST + timedelta(hours=row)
                writer.writerow(
                    [name, stamp.isoformat(sep=" "), "" if np.isnan(value) else repr(float(value))]
                )
    return path
