"""Ten thousand series of 200 days, two weeks ahead: time of the fit and of a forecast, and the score.

The series are made: a level, a weekly season, a walk and noise, of all sizes. Beside the default stand the
networks that were the default before smaller ones were tried. Seconds of the processor are told beside those
of the wall, for a machine may be busy.
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from elman.forecasting import fit_forecaster, split_options
from elman.series import SeriesColumns, SeriesSet
from elman.series.calendar import Frequency
from machine import describe_machine
from report import finish, make_parser

HORIZON, ROWS = 14, 200
DAY = 86_400_000_000


@dataclass
class Timer:
    """Seconds of the wall and of the processor."""

    wall: float = 0.0
    cpu: float = 0.0

    def __enter__(self) -> Timer:
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu


def make_series(count: int, seed: int) -> SeriesSet:
    """With the horizon that follows."""
    random = np.random.default_rng(seed)
    day_N, y = np.arange(ROWS + HORIZON), []
    for _ in range(count):
        level, walk = np.exp(random.normal(3, 1)), np.cumsum(random.normal(0, 0.02, len(day_N)))
        season = 0.3 * np.sin(2 * np.pi * (day_N + random.integers(7)) / 7)
        y.append(level * (1 + season + walk) + 0.1 * level * random.normal(size=len(day_N)))
    first = (np.datetime64("2020-01-01", "us"),) * count
    ids = tuple(f"s{number}" for number in range(count))
    return SeriesSet(ids=ids, y=tuple(y), first=first, frequency=Frequency(unit="duration", step=DAY))


def study(name: str, series: SeriesSet, given: Mapping[str, object]) -> list[str]:
    """Fits, forecasts, scores."""
    train = series.cut([ROWS - 1] * len(series))
    with Timer() as fitting:
        fitted = fit_forecaster(train, SeriesColumns(), split_options(given, HORIZON))
    with Timer() as forecasting:
        made = fitted.forecaster.forecast(train)
    truth = np.stack([y_N[ROWS:] for y_N in series.y])
    change = np.array([np.abs(y_N[7:ROWS] - y_N[: ROWS - 7]).mean() for y_N in series.y])
    mase = float((np.abs(truth - made.point_MK).mean(axis=1) / change).mean())
    inside = (truth >= made.low_LMK[-1]) & (truth <= made.high_LMK[-1])
    return [
        f"{name}: fit {fitting.wall:.1f} s ({fitting.cpu:.1f} s of the processor), forecast "
        f"{forecasting.wall:.1f} s ({forecasting.cpu:.1f} s), MASE {mase:.4f}, "
        f"90 % band {100 * inside.mean():.1f} %",
        f"  {fitted.result.choices}",
    ]


def main() -> None:
    """The default, and what was the default before."""
    parser = make_parser(__doc__)
    parser.add_argument("--series", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--before", action=argparse.BooleanOptionalAction, default=True)
    options = parser.parse_args()
    series = make_series(options.series, options.seed)
    plain = {"threads": options.threads}
    lines = [describe_machine(threads=options.threads), f"{options.series:,} series of {ROWS} rows"]
    lines.append(f"load of the machine before: {os.getloadavg()[0]:.1f}")
    lines += study("default", series, plain)
    if options.before:
        lines += study("128 units", series, plain | {"hidden_size": 128})
    finish("ten_thousand_series", lines, write=options.write)


if __name__ == "__main__":
    main()
