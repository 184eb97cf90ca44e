"""One row of a stream as it was given: its value, its time, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.forecasting.record import ForecastRecord
from elman.forecasting.streaming.reading import read_covariate, read_value
from elman.forecasting.streaming.times import read_time
from elman.framing.covariates import Column
from elman.series.calendar import Stamp
from elman.series.columns import CUSTOMARY


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class GivenRow:
    """A row that can be taken."""

    value: float
    """NaN where it is missing."""
    stamp: Stamp | None = None
    """None: it is the next row."""
    past_C: Array | None = None
    """The past columns, texts by their places; None: there are none, or all are missing."""
    static_C: Array | None = None
    """What never changes; None: it is known, or there is none."""


class RowReader:
    """Reads the rows of one forecaster's stream."""

    def __init__(self, record: ForecastRecord, time_format: str | None = None) -> None:
        """Looks up the columns.

        Args:
            record: of the forecaster.
            time_format: how times are written that are texts; None: found, see `ReadOptions`.
        """
        columns = record.columns
        self.targets = columns.targets
        self.past, self.static = columns.past, columns.static
        several = columns.time is not None and "," in columns.time
        self.time = CUSTOMARY["time"] if columns.time is None or several else columns.time
        self._record = record
        self._form = time_format

    @property
    def value_name(self) -> str:
        """The name of the value."""
        return self.targets[0] if len(self.targets) == 1 else "y"

    def read(self, row: Any, *, static_wanted: bool) -> GivenRow:
        """Reads a row.

        Args:
            row: a number, None, or a mapping by names.
            static_wanted: whether the static columns are not known yet.

        Raises:
            DataError: a value cannot be used.
            ArgumentError: the mapping lacks a column, or there is none where columns are needed.
        """
        value = read_value(row, self.targets)
        if not isinstance(row, Mapping):
            self._check_plain(static_wanted=static_wanted)
            return GivenRow(value=value)
        static = self.static if static_wanted else ()
        lacking = next((name for name in (*self.past, *static) if name not in row), None)
        if lacking is not None:
            raise ArgumentError(
                f"a row must have the column {lacking!r}, which the forecaster was fitted with, got "
                f"{sorted(map(str, row))}. Give None where it is missing. Nothing has changed."
            )
        return GivenRow(
            value=value,
            stamp=self.time_of(row.get(self.time)),
            past_C=self._covariates(row, self.past) if self.past else None,
            static_C=self._covariates(row, static) if static else None,
        )

    def time_of(self, value: Any) -> Stamp | None:
        """A row's time, as the series count."""
        return read_time(value, self._record.frequency, self._form)

    def covariate_of(self, value: Any, name: str) -> float:
        """A covariate as a number; texts by their places."""
        return read_covariate(value, name, self._texts_of(name))

    def static_features(self, static_C: Array) -> Array:
        """What never changes as features `(1, F)`, float32."""
        columns = self._record.framing.covariates.static
        parts = [_static_feature(column, static_C[self.static.index(column.name)]) for column in columns]
        return np.concatenate(parts, axis=1) if parts else np.zeros((1, 0), np.float32)

    def _texts_of(self, name: str) -> Sequence[str] | None:
        static = {column.name: column.categories for column in self._record.framing.covariates.static}
        return self._record.categories.get(name) or static.get(name) or None

    def _covariates(self, row: Mapping[Any, Any], names: Sequence[str]) -> Array:
        return np.array([self.covariate_of(row[name], name) for name in names])

    def _check_plain(self, *, static_wanted: bool) -> None:
        wanted = (*self.past, *(self.static if static_wanted else ()))
        if wanted:
            raise ArgumentError(
                f"a row must be a mapping with {', '.join(map(repr, (self.value_name, *wanted)))}, for the "
                "forecaster was fitted with them, got a value alone. Nothing has changed."
            )


def _static_feature(column: Column, value: float) -> Array:
    if column.categories:
        return column.encode(np.array([value]), column.categories)
    known = value if np.isfinite(value) else column.mean
    return np.array([[(known - column.mean) / column.scale]]).astype(np.float32)
