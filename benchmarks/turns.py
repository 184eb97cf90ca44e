"""Contenders that take turns in one process.

A shared machine changes its speed all the time, so a ratio is made within each turn, and what is
reported is its median over the turns.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter

import numpy as np

from report import show_progress

Run = Callable[[], object]
Measure = Callable[[Run], float]


def time_call(run: Run) -> float:
    """Seconds of one call."""
    started = perf_counter()
    run()
    return perf_counter() - started


def calls_per_turn(run: Run, measure: Measure, seconds: float, most: int = 10_000) -> int:
    """How often it may run in so many seconds: at least once. It runs a few times, which warms it up."""
    run()
    return int(np.clip(seconds / max(min(measure(run), measure(run)), 1e-9), 1, most))


def take_turns(
    runs: Mapping[str, Run],
    *,
    turns: int,
    seconds_a_turn: float,
    measure: Measure = time_call,
    progress: str = "",
) -> dict[str, np.ndarray]:
    """Seconds a call: for every contender the median of each turn, after a warm-up.

    Args:
        runs: the contenders, by name.
        turns: how many.
        seconds_a_turn: a contender runs as often as it can in this time, at least once.
        measure: what calls a contender and gives its seconds.
        progress: a name for a counter on stderr; empty for none.
    """
    calls = {name: calls_per_turn(run, measure, seconds_a_turn) for name, run in runs.items()}
    medians: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(turns):
        for name, run in runs.items():
            medians[name].append(float(np.median([measure(run) for _ in range(calls[name])])))
        if progress:
            show_progress(turn + 1, turns, progress)
    return {name: np.array(values) for name, values in medians.items()}


def quartiles(values: np.ndarray) -> tuple[float, float, float]:
    """The first quartile, the median and the third."""
    first, median, third = np.quantile(values, [0.25, 0.5, 0.75])
    return float(first), float(median), float(third)
