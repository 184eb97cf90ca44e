"""From numbers to places on paper, and which numbers stand at an axis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Axis:
    """An axis from `low` at `start` to `high` at `end`."""

    low: float
    """The least number."""
    high: float
    """The greatest."""
    start: float
    """Where the least stands."""
    end: float
    """Where the greatest stands."""
    logarithmic: bool = False
    """Whether equal ways are equal factors; what is not positive has no place, NaN."""

    def place(self, value: float) -> float:
        """Where a number stands."""
        return float(self.places(np.array([value]))[0])

    def places(self, value_P: Array) -> Array:
        """Where numbers stand."""
        low, high = self.low, self.high
        if self.logarithmic:
            value_P = np.log10(np.where(value_P > 0, value_P, np.nan))
            low, high = np.log10(low), np.log10(high)
        return np.asarray(self.start + (value_P - low) / (high - low) * (self.end - self.start))

    def ticks(self, most: int = 5) -> list[float]:
        """Round numbers within the axis."""
        if self.logarithmic:
            first, last = np.ceil(np.log10(self.low)), np.floor(np.log10(self.high))
            step = max(1, int(np.ceil((last - first) / most)))
            return [float(10.0**power) for power in np.arange(first, last + 1, step)]
        rough = (self.high - self.low) / most
        power = 10.0 ** np.floor(np.log10(rough))
        step = next(power * part for part in _STEPS if power * part >= rough * (1 - 1e-9))
        first = np.ceil(self.low / step - 1e-9)
        return [float(k * step) + 0.0 for k in np.arange(first, np.floor(self.high / step + 1e-9) + 1)]


def axis_of(
    values: Array,
    *,
    ends: tuple[float, float],
    logarithmic: bool = False,
    with_zero: bool = False,
    limits: tuple[float | None, float | None] = (None, None),
) -> Axis:
    """An axis for these numbers, with a little room at its ends.

    Args:
        values: that it is to show.
        ends: its two places in the picture.
        logarithmic: whether it is.
        with_zero: whether it shows 0 too.
        limits: the lowest and the highest number on it; None: what the values say.
    """
    known = values[np.isfinite(values) & ((values > 0) | (not logarithmic))]
    if not known.size:
        known = np.array([0.1, 1.0])
    if with_zero and not logarithmic:
        known = np.append(known, 0.0)
    least, most = float(known.min()), float(known.max())
    if logarithmic:
        least, most = least / 1.3, most * 1.3
    else:
        room = 0.05 * (most - least) or 0.5 * abs(most) or 0.5
        least, most = least - room, most + room
    low, high = limits
    return Axis(
        low=least if low is None else low,
        high=most if high is None else high,
        start=ends[0],
        end=ends[1],
        logarithmic=logarithmic,
    )


def tick_text(value: float) -> str:
    """As short as it can be said."""
    return f"{value:.6g}".replace("e-0", "e-").replace("e+0", "e")
