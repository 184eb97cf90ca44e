"""Do the bands hold what they say? Made series of seven kinds and four lengths, and new series of a few rows.

A forecaster is fitted to some series of a kind and a length. Then 200 series of this kind are forecast from
their ends, those of the fit and others; and as many new ones, of which 1, 3 or 10 rows are known. A cell
tells the share of the values that the 90 % bands hold, over all steps, and of the steps the lowest and the
highest share. The cells `one` have a fit for each series alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable

import numpy as np

import elman
from elman.series import SeriesSet
from machine import describe_machine
from report import finish, make_parser, show_progress

HORIZON, LEVEL, TESTED = 6, 90.0, 200
NEW = (1, 3, 10)
Kind = Callable[[np.random.Generator, int], np.ndarray]


def season_of(random: np.random.Generator, rows: int) -> np.ndarray:
    """Twelve rows a season, at a place of its own."""
    return 100 + 20 * np.sin(2 * np.pi * (np.arange(rows) + random.integers(12)) / 12)


def shifted(random: np.random.Generator, rows: int) -> np.ndarray:
    """Noise whose level changes once, before the last horizon."""
    y = 100 + 5 * random.standard_normal(rows)
    y[random.integers(rows // 4, max(rows // 4 + 1, 3 * rows // 4)) :] += 30
    return y


def with_outlier(random: np.random.Generator, rows: int) -> np.ndarray:
    """A season, noise, and one wild value."""
    y = season_of(random, rows) + 5 * random.standard_normal(rows)
    y[random.integers(0, max(1, rows - HORIZON))] = 10_000
    return y


KINDS: dict[str, Kind] = {
    "noise": lambda random, rows: 100 + 5 * random.standard_normal(rows),
    "season": lambda random, rows: season_of(random, rows) + 5 * random.standard_normal(rows),
    "trend": lambda random, rows: 100 + 0.5 * np.arange(rows) + 5 * random.standard_normal(rows),
    "walk": lambda random, rows: 100 + np.cumsum(random.standard_normal(rows)),
    "counts": lambda random, rows: random.poisson(6.0, rows).astype(float),
    "shift": shifted,
    "outlier": with_outlier,
}


def make_set(kind: str, rows: int, count: int, seed: int) -> list[np.ndarray]:
    """Series with the horizon that follows."""
    random = np.random.default_rng([seed, rows, list(KINDS).index(kind)])
    return [KINDS[kind](random, rows + HORIZON) for _ in range(count)]


def as_series(parts: list[np.ndarray]) -> SeriesSet:
    """Numbered series."""
    ids = tuple(f"s{number}" for number in range(len(parts)))
    return SeriesSet(ids=ids, y=tuple(parts), first=(0,) * len(parts))


def held(forecaster: elman.Forecaster, parts: list[np.ndarray]) -> np.ndarray:
    """Which values the band holds, (series, steps)."""
    made = forecaster.forecast(as_series([part[:-HORIZON] for part in parts]), levels=[LEVEL])
    truth = np.array([part[-HORIZON:] for part in parts])
    return (truth >= made.low_LMK[0]) & (truth <= made.high_LMK[0])


def fit(parts: list[np.ndarray], options: argparse.Namespace) -> elman.Forecaster:
    """With the defaults, of fewer steps if asked."""
    chosen = {"threads": options.threads} | ({"steps": options.steps} if options.steps else {})
    return elman.fit(as_series([part[:-HORIZON] for part in parts]), horizon=HORIZON, **chosen)


def cell(inside: np.ndarray, rows: int) -> str:
    """The share, those of the steps, and whether it is as it should be."""
    share, by_step = 100 * inside.mean(), 100 * inside.mean(axis=0)
    low, high = (86, 95) if rows >= 150 else (84, 97)
    mark = "" if low <= share <= high else " !"
    return f"{share:5.1f} ({by_step.min():3.0f} to {by_step.max():3.0f}){mark}"


def study(kind: str, rows: int, options: argparse.Namespace, number: int) -> str:
    """One line: series of the fit's length, and new ones."""
    parts = make_set(kind, rows, TESTED, options.seed)
    forecaster = fit(parts[: options.series], options)
    cells = [cell(held(forecaster, parts), rows)]
    if rows == max(options.rows):
        for few in NEW:
            whole = make_set(kind, rows, TESTED, options.seed + 1)
            cells.append(
                f"new {few}: " + cell(held(forecaster, [part[-HORIZON - few :] for part in whole]), few)
            )
    return f"{kind:8s} {rows:4d} rows  " + "   ".join(cells)


def alone(kind: str, rows: int, options: argparse.Namespace) -> str:
    """Each series with a fit of its own."""
    parts = make_set(kind, rows, options.alone, options.seed + 2)
    inside = np.concatenate([held(fit([part], options), [part]) for part in parts])
    return f"{kind:8s} {rows:4d} rows  one, {options.alone} fits: {cell(inside, rows)}"


def main() -> None:
    """Runs the cells that are asked for."""
    parser = make_parser(__doc__)
    parser.add_argument("--series", type=int, default=20, help="series of a fit")
    parser.add_argument("--kinds", nargs="+", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--rows", nargs="*", type=int, default=[40, 150])
    parser.add_argument("--alone", type=int, default=0, help="series with a fit of their own, 60 rows")
    parser.add_argument("--steps", type=int, default=None, help="training steps; the defaults if not given")
    parser.add_argument("--threads", type=int, default=1, help="small networks gain nothing from more")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    lines = [
        describe_machine(threads=options.threads),
        f"90 % bands, {TESTED} series, {HORIZON} steps; fits of {options.series} series",
    ]
    cells = [(kind, rows) for kind in options.kinds for rows in options.rows]
    for number, (kind, rows) in enumerate(cells):
        lines.append(study(kind, rows, options, number))
        show_progress(number + 1, len(cells), "cells")
    if options.alone:
        lines += [alone(kind, 60, options) for kind in options.kinds]
    finish("coverage_study", lines, write=options.write)


if __name__ == "__main__":
    main()
