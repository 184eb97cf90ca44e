"""Rows in a part of the week alone: opening hours, trading sessions, Monday to Saturday."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np

from elman.arrays import Array

Runs: TypeAlias = tuple[tuple[int, int], ...]
"""From where to where, the end excluded: steps of a week that are counted from Monday's midnight."""

DAY = 86_400_000_000
"""Microseconds."""
WEEK = 7 * DAY
SECOND = 1_000_000
"""No shorter step has opening hours."""
_MONDAY = 4 * DAY
"""1970-01-05, from which weeks are counted."""
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LONGEST_TEXT = 100


class _Week(NamedTuple):
    """The steps of a week."""

    size: int
    """How many there are."""
    open_K: Array
    """Those that have rows."""
    before_P: Array
    """How many of these are before each step."""
    is_open_P: Array
    """Which have rows."""


def runs_of(is_open_P: Array) -> Runs:
    """The runs of the steps that have rows."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], is_open_P.astype(np.int8), [0]])))
    return tuple((int(start), int(stop)) for start, stop in edges.reshape(-1, 2))


def open_steps(runs: Runs, step: int) -> Array:
    """Which steps of the week have rows, bool `(P,)`."""
    return _week(runs, step).is_open_P


def weekday_of(stamp_N: Array) -> Array:
    """0 for Monday to 6 for Sunday."""
    return np.asarray((stamp_N.astype("M8[D]").astype(np.int64) + 3) % 7)


def steps_of(stamp_N: Array, step: int) -> Array:
    """The number of the step that each stamp lies in, counted from a Monday, int64."""
    return np.asarray((stamp_N.astype("M8[us]").astype(np.int64) - _MONDAY) // step)


def is_open(runs: Runs, step: int, stamp_N: Array) -> Array:
    """Whether each stamp lies in a step that has rows."""
    week = _week(runs, step)
    return np.asarray(week.is_open_P[steps_of(stamp_N, step) % week.size])


def rows_before(runs: Runs, step: int, stamp_N: Array) -> Array:
    """How many rows there are from that Monday to each stamp, int64."""
    week = _week(runs, step)
    weeks_N, at_N = np.divmod(steps_of(stamp_N, step), week.size)
    return np.asarray(weeks_N * len(week.open_K) + week.before_P[at_N])


def stamps_of(runs: Runs, step: int, row_N: Array, phase: int) -> Array:
    """The stamps of the rows that are counted from that Monday.

    Args:
        runs: the steps that have rows.
        step: in microseconds.
        row_N: the rows.
        phase: microseconds from the beginning of a step to its stamp.
    """
    week = _week(runs, step)
    weeks_N, at_N = np.divmod(row_N, len(week.open_K))
    number_N = weeks_N * week.size + week.open_K[at_N]
    return np.asarray((number_N * step + _MONDAY + phase).astype("M8[us]"))


def phase_of(stamp: Array, step: int) -> int:
    """Microseconds from the beginning of a step to a stamp, `()`."""
    return (int(stamp.astype("M8[us]").astype(np.int64)) - _MONDAY) % step


def describe_runs(runs: Runs, step: int) -> str:
    """The open part of the week in words: `Mon-Fri 09:00-17:00`, `Mon-Sat`."""
    is_open_P = open_steps(runs, step)
    if DAY % step:
        return _counted(is_open_P)
    by_day = [runs_of(is_open_D) for is_open_D in is_open_P.reshape(7, -1)]
    kinds = list(dict.fromkeys(own for own in by_day if own))
    parts = [
        " ".join(part for part in (_days([own == kind for own in by_day]), _times(kind, step)) if part)
        for kind in kinds
    ]
    text = "; ".join(parts)
    return text if len(text) <= _LONGEST_TEXT else _counted(is_open_P)


def _counted(is_open_P: Array) -> str:
    return f"{int(is_open_P.sum())} of the {len(is_open_P)} steps of a week"


def _days(chosen: Sequence[bool]) -> str:
    if all(chosen):
        return "daily"
    runs = runs_of(np.array(chosen))
    names = [DAYS[start] if stop - start == 1 else f"{DAYS[start]}-{DAYS[stop - 1]}" for start, stop in runs]
    return ",".join(names)


def _times(runs: Runs, step: int) -> str:
    if runs == ((0, DAY // step),):
        return ""
    return ",".join(f"{_clock(start * step)}-{_clock(stop * step)}" for start, stop in runs)


def _clock(time: int) -> str:
    seconds = time // 1_000_000
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


@lru_cache(maxsize=32)
def _week(runs: Runs, step: int) -> _Week:
    is_open_P = np.zeros(WEEK // step, bool)
    for start, stop in runs:
        is_open_P[start:stop] = True
    count_P = np.cumsum(is_open_P) - is_open_P
    return _Week(len(is_open_P), np.flatnonzero(is_open_P), count_P, is_open_P)
