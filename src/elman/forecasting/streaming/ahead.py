"""A stream's forecast at one row: the horizon that follows it."""

from __future__ import annotations

from dataclasses import dataclass

from elman.arrays import Array


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Ahead:
    """The next K rows of one series, in its units."""

    point_K: Array
    """float64. 0 before the first known value."""
    levels: tuple[float, ...]
    """Coverage of each band, in percent."""
    low_LK: Array
    """Lower ends of the bands, float64; L are the levels."""
    high_LK: Array
    """Upper ends."""
    stamps_K: Array
    """Their stamps; counted from 0 where the stream was not told the first one."""

    def columns(self) -> dict[str, Array]:
        """A table: `ds`, `forecast`, and `low-90`, `high-90` by level."""
        columns = {"ds": self.stamps_K, "forecast": self.point_K}
        for place, level in enumerate(self.levels):
            columns[f"low-{level:g}"] = self.low_LK[place]
            columns[f"high-{level:g}"] = self.high_LK[place]
        return columns
