"""A forecast: values, bands, and what they are of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.series.calendar import readable_stamps
from elman.series.series_set import SeriesSet
from elman.shown import About, Drawn, Tabular, counted, first_rows


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Forecast(Drawn, Tabular):
    """Forecasts of M origins, K rows each, in the series' units."""

    series: SeriesSet
    """What was forecast: for ids, stamps, and the truth where it has come."""
    series_M: Array
    """`series_numbers`: the names of these fields have their shape letters."""
    origins_M: Array
    """`origins`."""
    point_MK: Array
    """`point`."""
    levels: tuple[float, ...] = ()
    """Coverage of each band, in percent."""
    low_LMK: Array
    """`low`."""
    high_LMK: Array
    """`high`."""
    notes: tuple[str, ...] = ()
    """What was found and done: one sentence each, for the user."""

    @property
    def point(self) -> Array:
        """The forecasts: a row an origin, a column a step ahead; float64.

        NaN for a series in which nothing is known at all.
        """
        return self.point_MK

    @property
    def low(self) -> Array:
        """Lower ends of the bands, `(levels, origins, steps)`, float64."""
        return self.low_LMK

    @property
    def high(self) -> Array:
        """Upper ends of the bands, `(levels, origins, steps)`, float64."""
        return self.high_LMK

    @property
    def series_numbers(self) -> Array:
        """Which series each forecast is of, by its place in `ids`, int64."""
        return self.series_M

    @property
    def origins(self) -> Array:
        """The last known row of each forecast in its series, from 0, int64."""
        return self.origins_M

    @property
    def ids(self) -> tuple[str, ...]:
        """What each series is called."""
        return self.series.ids

    @property
    def horizon(self) -> int:
        """Rows of each forecast, K."""
        return int(self.point_MK.shape[1])

    def truth(self) -> Array:
        """What came true `(M, K)`, float64; NaN where missing, or not yet known."""
        truth_MK = np.full(self.point_MK.shape, np.nan)
        for number, (which, origin) in enumerate(zip(self.series_M, self.origins_M, strict=True)):
            known = self.series.y[which][origin + 1 : origin + 1 + self.horizon]
            truth_MK[number, : len(known)] = known
        return truth_MK

    def stamps(self) -> Array:
        """The stamps of the forecast rows `(M, K)`; they go on in the data's own step."""
        return np.stack(
            [
                self.series.stamps(int(which), int(origin) + 1, self.horizon)
                for which, origin in zip(self.series_M, self.origins_M, strict=True)
            ]
        )

    def columns(self) -> dict[str, Array]:
        """A long table: `unique_id`, `ds`, `cutoff`, `step`, `forecast`, and `low-90`, `high-90` by level."""
        ids_M = np.array(self.ids, dtype=object)[self.series_M]
        cutoff_M = np.concatenate(
            [
                self.series.stamps(int(which), int(origin), 1)
                for which, origin in zip(self.series_M, self.origins_M, strict=True)
            ]
        )
        frequency = self.series.frequency
        columns = {
            "unique_id": np.repeat(ids_M, self.horizon),
            "ds": readable_stamps(frequency, self.stamps().reshape(-1)),
            "cutoff": readable_stamps(frequency, np.repeat(cutoff_M, self.horizon)),
            "step": np.tile(np.arange(1, self.horizon + 1), len(self.origins_M)),
            "forecast": self.point_MK.reshape(-1),
        }
        for place, level in enumerate(self.levels):
            columns[f"low-{level:g}"] = self.low_LMK[place].reshape(-1)
            columns[f"high-{level:g}"] = self.high_LMK[place].reshape(-1)
        return columns

    def _frame_columns(self) -> dict[str, Array]:
        """As `columns`, with the truth where it has come."""
        return self.columns() | {"truth": self.truth().reshape(-1)}

    def _about(self) -> About:
        levels = ", ".join(f"{level:g}" for level in self.levels)
        facts: dict[str, object] = {
            "": f"{counted(len(self.origins_M), 'origin')} of {len(self.ids):,} series",
            "horizon": self.horizon,
            "with": f"bands of {levels} %" if levels else "no bands",
        }
        return About(facts=facts, sentences=self.notes, table=first_rows(self.columns(), self.horizon))
