"""A stream's forecast at one row: the horizon that follows it."""

from __future__ import annotations

from dataclasses import dataclass

from elman.arrays import Array
from elman.shown import About, Tabular, first_rows


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Ahead(Tabular):
    """The next K rows of one series, in its units."""

    point_K: Array
    """`point`: the names of these fields have their shape letters."""
    levels: tuple[float, ...]
    """Coverage of each band, in percent."""
    low_LK: Array
    """`low`."""
    high_LK: Array
    """`high`."""
    stamps_K: Array
    """`stamps`."""

    @property
    def point(self) -> Array:
        """The forecasts, one a step ahead, float64; 0 before the first known value."""
        return self.point_K

    @property
    def low(self) -> Array:
        """Lower ends of the bands, `(levels, steps)`, float64."""
        return self.low_LK

    @property
    def high(self) -> Array:
        """Upper ends of the bands, `(levels, steps)`, float64."""
        return self.high_LK

    @property
    def stamps(self) -> Array:
        """The stamps of the steps; counted from 0 where the stream was not told the first one."""
        return self.stamps_K

    def columns(self) -> dict[str, Array]:
        """A table: `ds`, `forecast`, and `low-90`, `high-90` by level."""
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
