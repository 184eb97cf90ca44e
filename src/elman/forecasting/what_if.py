"""What would come if what is known ahead were otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.forecasting.results import Forecast
from elman.series.series_set import SeriesSet

Value = float | str | Sequence[float] | Sequence[str]
"""The same for all rows ahead, or one value a row."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class WhatIf:
    """Two forecasts of the same rows."""

    plain: Forecast
    """With the values of the data."""
    changed: Forecast
    """With those that were asked about."""

    @property
    def difference_MK(self) -> Array:  # noqa: N802
        """The changed forecast less the plain one."""
        return self.changed.point_MK - self.plain.point_MK

    def columns(self) -> dict[str, Array]:
        """The table of the plain forecast, and `what-if` and `difference`."""
        return self.plain.columns() | {
            "what-if": self.changed.point_MK.reshape(-1),
            "difference": self.difference_MK.reshape(-1),
        }


def with_changes(series: SeriesSet, changes: Mapping[str, Value], horizon: int) -> SeriesSet:
    """The series with other values of columns known ahead in the rows after each end.

    Args:
        series: with the columns.
        changes: by column.
        horizon: rows ahead.

    Raises:
        ArgumentError: a column is not known ahead, or a value does not fit it.
    """
    if not changes:
        raise ArgumentError("changes must name at least one column known ahead, got none. Give promo=1, say.")
    parts = [values_NC.copy() for values_NC in series.future]
    for name, value in changes.items():
        if name not in series.future_names:
            known = ", ".join(series.future_names) or "none"
            raise ArgumentError(f"changes must name columns known ahead ({known}), got {name!r}.")
        place, new_K = series.future_names.index(name), _numbers(series, name, value, horizon)
        for values_NC, y_N in zip(parts, series.y, strict=True):
            ahead = values_NC[len(y_N) : len(y_N) + horizon]
            ahead[:, place] = new_K[: len(ahead)]
    return replace(series, future=tuple(parts))


def _numbers(series: SeriesSet, name: str, value: Value, horizon: int) -> Array:
    """One number for each row ahead; of a text, its place among those of the column."""
    given: list[Any] = [value] * horizon if isinstance(value, str | float | int) else list(value)
    if len(given) != horizon:
        raise ArgumentError(f"changes of {name!r} must have {horizon} values, one a row, got {len(given)}.")
    texts = series.categories.get(name)
    if texts is not None:
        unknown = [text for text in given if str(text) not in texts]
        if unknown:
            raise ArgumentError(
                f"changes of {name!r} must be one of its texts ({', '.join(texts)}), got {unknown[0]!r}."
            )
        return np.array([texts.index(str(text)) for text in given], np.float64)
    try:
        number_K = np.array([float(number) for number in given])
    except ValueError:
        number_K = np.full(horizon, np.nan)
    if not np.isfinite(number_K).all():
        raise ArgumentError(f"changes of {name!r} must be finite numbers, got {value!r}. Give a number.")
    return number_K
