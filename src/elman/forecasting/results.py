"""A forecast: values, bands, and what they are of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.series.calendar import readable_stamps
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Forecast:
    """Forecasts of M origins, K rows each, in the series' units."""

    series: SeriesSet
    """What was forecast: for ids, stamps, and the truth where it has come."""
    series_M: Array
    """Which series each forecast is of, int64."""
    origins_M: Array
    """The last known row in its series, int64."""
    point_MK: Array
    """float64. NaN for a series in which nothing is known at all."""
    levels: tuple[float, ...] = ()
    """Coverage of each band, in percent."""
    low_LMK: Array
    """Lower ends of the bands, float64; L are the levels."""
    high_LMK: Array
    """Upper ends."""
    notes: tuple[str, ...] = ()
    """What was found and done: one sentence each, for the user."""

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
