"""The forecast that a stream makes at one row: the rows that follow it."""

from __future__ import annotations

from dataclasses import dataclass

from elman.arrays import Array
from elman.shown import About, Tabular, first_rows


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Ahead(Tabular):
    """The next K rows of one series, in its units."""

    point_K: Array
    """The forecast values; read them as `point`."""
    levels: tuple[float, ...]
    """The coverage of each band, in percent."""
    low_LK: Array
    """The lower ends of the bands; read them as `low`."""
    high_LK: Array
    """The upper ends of the bands; read them as `high`."""
    stamps_K: Array
    """The times of the rows; read them as `stamps`."""

    @property
    def point(self) -> Array:
        """The forecast values, one for each step ahead, float64; 0 before the first known value."""
        return self.point_K

    @property
    def low(self) -> Array:
        """The lower ends of the bands, `(levels, steps)`, float64."""
        return self.low_LK

    @property
    def high(self) -> Array:
        """The upper ends of the bands, `(levels, steps)`, float64."""
        return self.high_LK

    @property
    def stamps(self) -> Array:
        """The times of the steps; they are counted from 0 if the stream was not told its first time."""
        return self.stamps_K

    def columns(self) -> dict[str, Array]:
        """Returns a table: `ds`, `forecast`, and `low-90`, `high-90` for each level."""
        columns = {"ds": self.stamps_K, "forecast": self.point_K}
        for place, level in enumerate(self.levels):
            columns[f"low-{level:g}"] = self.low_LK[place]
            columns[f"high-{level:g}"] = self.high_LK[place]
        return columns

    def _frame_columns(self) -> dict[str, Array]:
        return self.columns()

    def _about(self) -> About:
        values = ", ".join(f"{value:.4g}" for value in self.point_K[:4])
        more = ", ..." if len(self.point_K) > 4 else ""
        facts = {"horizon": len(self.point_K), "": f"{values}{more}"}
        return About(facts=facts, table=first_rows(self.columns(), len(self.point_K)))
