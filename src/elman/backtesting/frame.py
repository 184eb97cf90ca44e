"""Every forecast of a backtest as a long table, with the truth and the baselines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.backtesting.metrics import Outcome
from elman.series.calendar import readable_stamps
from elman.series.origins import Origins
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class CrossValidation:
    """Every forecast of a backtest, with the truth."""

    series: SeriesSet
    """The series, with the true values."""
    origins: Origins
    """The origins of the forecasts."""
    outcomes: Mapping[str, Outcome]
    """The forecasts of each contender; the tested one is called `forecaster`."""

    def columns(self) -> dict[str, Array]:
        """Returns `unique_id`, `ds`, `cutoff`, `y`, `forecast`, the ends of the bands, and each baseline.

        The names and cut-offs are those of Nixtla's `cross_validation`: a row for every series, cut-off and
        step.
        """
        first = next(iter(self.outcomes.values()))
        num_steps = first.truth_MK.shape[1]
        frequency = self.series.frequency
        stamps = [
            self.series.stamps(int(which), int(row), num_steps + 1)
            for which, row in zip(self.origins.series_M, self.origins.row_M, strict=True)
        ]
        stamp_MR = np.stack(stamps)
        ids_M = np.array(self.series.ids, dtype=object)[self.origins.series_M]
        columns: dict[str, Array] = {
            "unique_id": np.repeat(ids_M, num_steps),
            "ds": readable_stamps(frequency, stamp_MR[:, 1:].reshape(-1)),
            "cutoff": readable_stamps(frequency, np.repeat(stamp_MR[:, 0], num_steps)),
            "y": first.truth_MK.reshape(-1),
        }
        for name, outcome in sorted(self.outcomes.items(), key=lambda item: item[0] != "forecaster"):
            columns["forecast" if name == "forecaster" else name] = outcome.point_MK.reshape(-1)
            for place, level in enumerate(outcome.levels):
                columns[f"low-{level:g}"] = outcome.low_LMK[place].reshape(-1)
                columns[f"high-{level:g}"] = outcome.high_LMK[place].reshape(-1)
        return columns
