"""The hours and days that never have a value, where the data show them clearly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from elman.arrays import Array
from elman.series.calendar.openings import DAY, SECOND, WEEK, Runs, open_steps, runs_of, steps_of

_FULL = 0.8
"""The share of the open steps that must have a value, on average."""
_CHANCE = 1e-2
"""How likely it may be that anything seems to be closed which has no value by chance."""
_TIMES = 2
"""How often, at least, what is closed must have come without a value; a whole weekend once."""
_SELDOM = 0.5
"""Where the step itself had to be found, the share of each open step that must have a value."""
_FEWEST = 3
"""Rows for each open step that tell a step which had to be found."""


class Seen(NamedTuple):
    """What the steps of a week hold, `(P,)` each."""

    values_P: Array
    """How often each has a value."""
    times_P: Array
    """How often it came between the first and the last value of a series."""


def count_steps(series: Sequence[Array], step: int) -> Seen:
    """Counts the values of each step of the week.

    Args:
        series: the stamps of the values of each series, ascending.
        step: microseconds; a week is a multiple of it.
    """
    size = WEEK // step
    numbers = [steps_of(stamp_N, step) for stamp_N in series if len(stamp_N)]
    values_P = np.bincount(np.concatenate(numbers) % size, minlength=size)
    first_I, last_I = (np.array([number_N[end] for number_N in numbers]) for end in (0, -1))
    weeks_I, rest_I = np.divmod(last_I - first_I + 1, size)
    edge_P = np.bincount(first_I % size, minlength=size) - np.bincount(
        (first_I + rest_I) % size, minlength=size
    )
    # A rest that goes beyond the week's end goes on at its beginning.
    beyond = int(((first_I % size) + rest_I >= size).sum())
    times_P = int(weeks_I.sum()) + beyond + np.cumsum(edge_P)
    return Seen(values_P, times_P)


def find_open(series: Sequence[Array], step: int, *, found: bool = False) -> Runs:
    """The steps of the week that have rows; empty where all have, or where the data do not show it clearly.

    Whole weekdays are judged first, then times of the day on the days that are left, then single steps. The
    steps that are open must nearly all have a value, and what is closed must have come without one so often
    that it is no chance.

    Args:
        series: the stamps of the values of each series, ascending.
        step: microseconds.
        found: whether the step itself is a guess, which a clear rule must confirm.
    """
    if step < SECOND or WEEK % step or not any(len(stamp_N) > 1 for stamp_N in series):
        return ()
    seen = count_steps(series, step)
    has_P = seen.values_P > 0
    full = float(seen.values_P.sum() / (seen.times_P[has_P].sum() + 1))
    if has_P.all() or full < _FULL:
        return ()
    if found and not _is_confirmed(seen):
        return ()
    closed_P = _closed(seen, step, full)
    return runs_of(~closed_P) if closed_P.any() else ()


def seldom_open(series: Sequence[Array], runs: Runs, step: int) -> Array:
    """The open steps of the week that have no value in a fifth of the weeks and more."""
    seen = count_steps(series, step)
    seldom_P = (seen.values_P < _FULL * seen.times_P) & (seen.times_P >= _TIMES)
    return np.flatnonzero(seldom_P & open_steps(runs, step))


def never_open(stamp_N: Array, runs: Runs, step: int) -> bool:
    """Whether one series never has a value on a weekday on which others have, and not by chance."""
    if DAY % step or len(stamp_N) < 2:
        return False
    seen = count_steps([stamp_N], step)
    open_P = open_steps(runs, step) if runs else np.ones(WEEK // step, bool)
    values_D, times_D = ((part_P * open_P).reshape(7, -1).sum(axis=1) for part_P in seen)
    never_D = (values_D == 0) & (times_D > 0)
    if not never_D.any() or never_D.all():
        return False
    full = float(values_D.sum() / (times_D[~never_D].sum() + 1))
    weeks_D = (seen.times_P * open_P).reshape(7, -1).max(axis=1)
    return full >= _FULL and bool(_by_no_chance(weeks_D, full)[never_D].any())


def _is_confirmed(seen: Seen) -> bool:
    has_P = seen.values_P > 0
    often = (seen.values_P[has_P] >= _SELDOM * seen.times_P[has_P]).all()
    return bool(often) and int(seen.values_P.sum()) >= _FEWEST * int(has_P.sum())


def _closed(seen: Seen, step: int, full: float) -> Array:
    """Which steps are closed."""
    if DAY % step:
        return np.asarray((seen.values_P == 0) & _by_no_chance(seen.times_P, full))
    values_DT, times_DT = (part_P.reshape(7, -1) for part_P in seen)
    empty_D = values_DT.sum(axis=1) == 0
    weeks_D = times_DT.max(axis=1)
    closed_D = empty_D & _by_no_chance(weeks_D, full)
    if empty_D[5:].all() and (weeks_D[5:] > 0).all() and not empty_D[:5].any():
        closed_D[5:] = True
    open_D = ~closed_D
    days_T = times_DT[open_D].sum(axis=0)
    closed_T = (values_DT.sum(axis=0) == 0) & _by_no_chance(days_T, full)
    single_DT = (values_DT == 0) & _by_no_chance(times_DT, full)
    return np.asarray((closed_D[:, None] | closed_T[None] | single_DT).reshape(-1))


def _by_no_chance(times: Array, full: float) -> Array:
    """Whether what came so often without a value is closed: of many, some are empty by chance."""
    return np.asarray((times >= _TIMES) & (times.size * (1.0 - full) ** times < _CHANCE))
