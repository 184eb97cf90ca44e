"""Features of the clock and the calendar: where a stamp stands in the day, the week and the year."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

from elman.arrays import Array
from elman.series.calendar.frequency import Frequency
from elman.series.calendar.openings import DAY
from elman.series.calendar.zones import to_wall_clock


def _of_hour(stamp_N: Array) -> Array:
    return np.asarray((stamp_N - stamp_N.astype("M8[h]")) / np.timedelta64(1, "h"))


def _of_day(stamp_N: Array) -> Array:
    return np.asarray((stamp_N - stamp_N.astype("M8[D]")) / np.timedelta64(1, "D"))


def _of_week(stamp_N: Array) -> Array:
    # NumPy's week begins on a Thursday, as 1970 did; a circle may begin anywhere.
    return np.asarray((stamp_N - stamp_N.astype("M8[W]")) / np.timedelta64(7, "D"))


def _of_year(stamp_N: Array) -> Array:
    year_N = stamp_N.astype("M8[Y]")
    first_N = year_N.astype("M8[us]")
    return np.asarray((stamp_N - first_N) / ((year_N + 1).astype("M8[us]") - first_N))


_CYCLES: Mapping[str, tuple[float, Callable[[Array], Array]]] = {
    "hour": (DAY / 24, _of_hour),
    "day": (DAY, _of_day),
    "week": (7 * DAY, _of_week),
    "year": (365.25 * DAY, _of_year),
}


def calendar_names(frequency: Frequency) -> tuple[str, ...]:
    """What `calendar_features` gives for this step, in order; none for plain numbers."""
    return tuple(f"{wave} of {cycle}" for cycle in _cycles(frequency) for wave in ("sine", "cosine"))


def calendar_features(frequency: Frequency, stamp_N: Array) -> Array:
    """Sine and cosine of the place in every cycle that is longer than the step, float32 `(N, F)`.

    The cycles are hour, day, week and year, by the clock on the wall where the zone is known.
    """
    cycles = _cycles(frequency)
    if not cycles:
        return np.zeros((len(stamp_N), 0), np.float32)
    local_N = stamp_N.astype("M8[us]")
    if frequency.zone is not None and not frequency.on_the_wall:
        local_N = to_wall_clock(local_N, frequency.zone)
    angle_NC = 2 * np.pi * np.stack([_CYCLES[cycle][1](local_N) for cycle in cycles], axis=1)
    pairs_NCW = np.stack([np.sin(angle_NC), np.cos(angle_NC)], axis=2)
    return pairs_NCW.reshape(len(stamp_N), -1).astype(np.float32)


def _cycles(frequency: Frequency) -> tuple[str, ...]:
    """The cycles that this step does not jump over: those of at least two rows."""
    if frequency.unit == "number":
        return ()
    if frequency.unit == "month":
        return ("year",) if frequency.step < 12 else ()
    step = frequency.step * (DAY if frequency.unit == "weekday" else 1)
    return tuple(name for name, (length, _) in _CYCLES.items() if length >= 2 * step)
