"""What each covariate is worth: how much worse forecasts become when its values are shuffled."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError
from elman.series.origins import Origins, truths
from elman.series.series_set import SeriesSet
from elman.shown import align_columns

Point = Callable[[SeriesSet, Origins], Array]
"""Forecasts `(M, K)` at some origins."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Importance:
    """Of one covariate."""

    name: str
    """The column."""
    role: str
    """past, future or static."""
    increase: float
    """By how much the error grows when the column tells nothing, as a share of the error."""
    spread: float
    """The standard deviation of this over the shuffles."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Importances:
    """Of all covariates, the most important first."""

    error: float
    """Mean absolute error by the mean change of each series from row to row, as it is."""
    covariates: tuple[Importance, ...]
    """One entry a column."""

    def columns(self) -> dict[str, Array]:
        """A table: `covariate`, `role`, `increase`, `spread`."""
        names = {"covariate": "name", "role": "role", "increase": "increase", "spread": "spread"}
        return {
            column: np.array([getattr(one, name) for one in self.covariates])
            for column, name in names.items()
        }

    def to_json(self) -> list[dict[str, Any]]:
        """The table for a script."""
        return [
            {"covariate": one.name, "role": one.role, "increase": one.increase, "spread": one.spread}
            for one in self.covariates
        ]

    def describe(self) -> str:
        """One line a covariate."""
        head = ["covariate", "role", "error without it"]
        body = [
            [one.name, one.role, f"{100 * one.increase:+.1f} % (+-{100 * one.spread:.1f})"]
            for one in self.covariates
        ]
        return "\n".join(align_columns([head, *body]))


def measure_importances(
    point: Point, series: SeriesSet, origins: Origins, horizon: int, *, repeats: int = 5, seed: int = 0
) -> Importances:
    """Shuffles one column after the other, and looks how much larger the error becomes.

    Columns that change are shuffled over the rows of each series, static ones over the series. A column
    that tells the same as another seems less important than both are together.
    Reference: Breiman 2001, "Random forests", Machine Learning 45.

    Args:
        point: what forecasts.
        series: with the truths.
        origins: where to forecast from.
        horizon: rows ahead.
        repeats: shuffles of each column.
        seed: of the shuffles.

    Raises:
        ArgumentError: there is no covariate, or no truth.
    """
    columns = list(_columns(series))
    if not columns:
        raise ArgumentError(
            "a forecaster must have covariates to tell their importances, got none. Fit it with some."
        )
    error = _error(point, series, origins, horizon)
    if not error > 0.0:
        raise ArgumentError(
            f"forecasts must have an error that can grow, got {error}. Give rows after the origins."
        )
    found = []
    for role, place, name in columns:
        random = np.random.default_rng(seed)
        grown = [
            _error(point, _shuffled(series, role, place, random), origins, horizon) / error - 1.0
            for _ in range(repeats)
        ]
        found.append(
            Importance(name=name, role=role, increase=float(np.mean(grown)), spread=float(np.std(grown)))
        )
    found.sort(key=lambda one: -one.increase)
    return Importances(error=error, covariates=tuple(found))


def _columns(series: SeriesSet) -> Iterator[tuple[str, int, str]]:
    for role in ("past", "future"):
        for place, name in enumerate(getattr(series, f"{role}_names")):
            yield role, place, name
    for place, name in enumerate(series.static):
        yield "static", place, name


def _shuffled(series: SeriesSet, role: str, place: int, random: np.random.Generator) -> SeriesSet:
    if role == "static":
        name = list(series.static)[place]
        order = random.permutation(len(series))
        values: Any = tuple(series.static[name][number] for number in order)
        return replace(series, static={**series.static, name: values})
    parts = []
    for values_NC in getattr(series, role):
        mixed_NC = values_NC.copy()
        mixed_NC[:, place] = random.permutation(values_NC[:, place])
        parts.append(mixed_NC)
    changed: dict[str, Any] = {role: tuple(parts)}
    return replace(series, **changed)


def _error(point: Point, series: SeriesSet, origins: Origins, horizon: int) -> float:
    change_I = np.array([_change(y_N) for y_N in series.y])
    error_MK = np.abs(point(series, origins) - truths(series, origins, horizon))
    scaled_MK = error_MK / change_I[origins.series_M][:, None]
    known_MK = np.isfinite(scaled_MK)
    return float(scaled_MK[known_MK].mean()) if known_MK.any() else 0.0


def _change(y_N: Array) -> float:
    """The mean change from row to row; not a number where nothing moves."""
    known_N = y_N[np.isfinite(y_N)]
    change = float(np.abs(np.diff(known_N)).mean()) if len(known_N) > 1 else 0.0
    return change if change > 0.0 else np.nan
