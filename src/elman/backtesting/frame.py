"""Every forecast of a backtest as a long table, with the truth and the baselines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.backtesting.metrics import Outcome
from elman.errors import ArgumentError
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


def join_frames(frames: Mapping[str, CrossValidation]) -> dict[str, Array]:
    """One table of several backtests at the same origins, each forecaster's columns under its name.

    The bands of `shops` are `shops-low-90` and `shops-high-90`; the baselines are those of the first.

    Args:
        frames: by the name of the forecaster.

    Raises:
        ArgumentError: the origins or the truths differ.
    """
    names = list(frames)
    tables = [frames[name].columns() for name in names]
    joined = {name: tables[0][name] for name in _ORIGINS}
    for name, table in zip(names, tables, strict=True):
        if any(not _same(table[column], joined[column]) for column in _ORIGINS):
            raise ArgumentError(
                f"forecasters in one table must be tested at the same origins and steps, got others for "
                f"{name!r} than for {names[0]!r}. Fit them to one horizon and the same columns."
            )
        joined[name] = table["forecast"]
        bands = [column for column in table if column.startswith(("low-", "high-"))]
        joined |= {f"{name}-{column}": table[column] for column in bands}
    rest = [name for name in tables[0] if name not in (*_ORIGINS, "forecast") and "-" not in name]
    return joined | {name: tables[0][name] for name in rest}


_ORIGINS = ("unique_id", "ds", "cutoff", "y")


def _same(one: Array, other: Array) -> bool:
    """Whether all cells are equal; of numbers, missing ones are equal too."""
    numbers = one.dtype.kind == "f" and other.dtype.kind == "f"
    return bool(np.array_equal(one, other, equal_nan=numbers))
