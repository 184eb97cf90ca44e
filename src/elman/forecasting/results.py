"""A forecast: its values, its bands, and the series and rows that they belong to."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.series.calendar import readable_stamps
from elman.series.series_set import SeriesSet
from elman.shown import About, Drawn, Tabular, counted, first_rows


@dataclass(frozen=True, kw_only=True, slots=True, eq=False, repr=False)
class Forecast(Drawn, Tabular):
    """Forecasts from M origins, K rows each, in the units of the series."""

    series: SeriesSet
    """The series that were forecast; they give the ids, the stamps and the truth where it is known."""
    series_M: Array
    """The number of the series of each forecast; read it as `series_numbers`."""
    origins_M: Array
    """The last known row before each forecast; read it as `origins`."""
    point_MK: Array
    """The forecast values; read them as `point`."""
    levels: tuple[float, ...] = ()
    """The coverage of each band, in percent."""
    low_LMK: Array
    """The lower ends of the bands; read them as `low`."""
    high_LMK: Array
    """The upper ends of the bands; read them as `high`."""
    notes: tuple[str, ...] = ()
    """What reading and forecasting found and did, one sentence each."""

    @property
    def point(self) -> Array:
        """The forecast values: one row for each origin, one column for each step ahead, float64.

        A series without any known value has NaN.
        """
        return self.point_MK

    @property
    def low(self) -> Array:
        """The lower ends of the bands, `(levels, origins, steps)`, float64."""
        return self.low_LMK

    @property
    def high(self) -> Array:
        """The upper ends of the bands, `(levels, origins, steps)`, float64."""
        return self.high_LMK

    @property
    def series_numbers(self) -> Array:
        """The number of the series of each forecast, as its place in `ids`, int64."""
        return self.series_M

    @property
    def origins(self) -> Array:
        """The last row before each forecast, counted from 0 within its series, int64."""
        return self.origins_M

    @property
    def ids(self) -> tuple[str, ...]:
        """The name of each series."""
        return self.series.ids

    @property
    def horizon(self) -> int:
        """The number of rows of each forecast."""
        return int(self.point_MK.shape[1])

    def truth(self) -> Array:
        """Returns the true values `(origins, steps)`, float64; NaN where missing or not yet known."""
        truth_MK = np.full(self.point_MK.shape, np.nan)
        for number, (which, origin) in enumerate(zip(self.series_M, self.origins_M, strict=True)):
            known = self.series.y[which][origin + 1 : origin + 1 + self.horizon]
            truth_MK[number, : len(known)] = known
        return truth_MK

    def stamps(self) -> Array:
        """Returns the times of the forecast rows, `(origins, steps)`, in the step of the data."""
        return np.stack(
            [
                self.series.stamps(int(which), int(origin) + 1, self.horizon)
                for which, origin in zip(self.series_M, self.origins_M, strict=True)
            ]
        )

    def columns(self) -> dict[str, Array]:
        """Returns a long table: `unique_id`, `ds`, `cutoff`, `step`, `forecast`, and `low-90`, `high-90`."""
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
        """Returns the long table of `columns`, with the truth where it is known."""
        return self.columns() | {"truth": self.truth().reshape(-1)}

    def _about(self) -> About:
        levels = ", ".join(f"{level:g}" for level in self.levels)
        facts: dict[str, object] = {
            "": f"{counted(len(self.origins_M), 'origin')} of {len(self.ids):,} series",
            "horizon": self.horizon,
            "with": f"bands of {levels} %" if levels else "no bands",
        }
        return About(facts=facts, sentences=self.notes, table=first_rows(self.columns(), self.horizon))
