"""What a step sees beside the series itself: columns known up to now, known ahead, or never changing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from elman.arrays import Array
from elman.data.filling import hold
from elman.errors import ArgumentError
from elman.series.series_set import SeriesSet


@dataclass(frozen=True, kw_only=True, slots=True)
class Column:
    """How one column becomes numbers: standardised, or one number a category.

    The network's input weights turn the ones and zeros of a category into a vector of its own, which is
    what an embedding is.
    """

    name: str
    """Of the column."""
    mean: float = 0.0
    """Of the training part."""
    scale: float = 1.0
    """Standard deviation of the training part."""
    categories: tuple[str, ...] = ()
    """Texts of the training part; empty for numbers. Another text is none of them: all zeros."""

    @property
    def feature_names(self) -> tuple[str, ...]:
        """What it becomes."""
        return tuple(f"{self.name} is {text}" for text in self.categories) or (self.name,)

    def encode(self, values_N: Array, texts: Sequence[str] | None) -> Array:
        """The features `(N, F)`, float32; a missing number is the last one known, or the mean.

        Args:
            values_N: numbers, NaN where missing; of texts, their places in `texts`.
            texts: what the numbers stand for; None: numbers.
        """
        if self.categories:
            known = {text: place for place, text in enumerate(self.categories)}
            places = [known.get(text, -1) for text in texts or ()]
            code_N = np.where(np.isfinite(values_N), values_N, -1).astype(np.int64)
            place_N = np.array([*places, -1])[code_N]
            return np.asarray((place_N[:, None] == np.arange(len(self.categories))).astype(np.float32))
        known_N = np.where(np.isfinite(values_N), values_N, np.nan)
        held_N = hold(known_N, float(values_N.dtype.type(self.mean)))
        scaled_N = (held_N - self.mean) / self.scale
        return np.asarray(scaled_N[:, None].astype(np.float32))


@dataclass(frozen=True, kw_only=True, slots=True)
class Covariates:
    """The columns by what is known of them at a step."""

    past: tuple[Column, ...] = ()
    """Known up to now."""
    future: tuple[Column, ...] = ()
    """Known ahead."""
    static: tuple[Column, ...] = ()
    """The same at every step."""

    def feature_names(self, stride: int, block: int) -> tuple[str, ...]:
        """What a step sees of them, in order: the last `stride` rows, the rows ahead, the static."""
        past = [name for column in self.past for name in column.feature_names]
        future = [name for column in self.future for name in column.feature_names]
        names = [f"{name}, {row} before" for row in range(stride, 0, -1) for name in past]
        names += [f"{name}, {row} ahead" for row in range(1, block + 1) for name in future]
        return (*names, *(name for column in self.static for name in column.feature_names))

    def to_dict(self) -> dict[str, Any]:
        """The columns as JSON can hold them."""
        return {
            role: [
                {
                    "name": column.name,
                    "mean": column.mean,
                    "scale": column.scale,
                    "categories": list(column.categories),
                }
                for column in getattr(self, role)
            ]
            for role in _ROLES
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Self:
        """The inverse of `to_dict`.

        Raises:
            ArgumentError: it is not what `to_dict` gives.
        """
        try:
            return cls(
                **{
                    role: tuple(
                        Column(**{**column, "categories": tuple(column["categories"])})
                        for column in plain[role]
                    )
                    for role in _ROLES
                }
            )
        except (KeyError, TypeError) as error:
            raise ArgumentError(f"covariates must be what to_dict gives, got {plain!r} ({error}).") from None


_ROLES = ("past", "future", "static")


def fit_covariates(series: SeriesSet) -> Covariates:
    """Learns means, scales and categories from the training part."""
    past = [_fit_column(name, series.past, place, series) for place, name in enumerate(series.past_names)]
    # What is known ahead of the last value belongs to no training row.
    rows = tuple(future[: len(y_N)] for future, y_N in zip(series.future, series.y, strict=False))
    future = [_fit_column(name, rows, place, series) for place, name in enumerate(series.future_names)]
    static = []
    for name, values in series.static.items():
        if isinstance(values[0], str):
            texts = tuple(sorted({str(value) for value in values if value}))
            static.append(Column(name=name, categories=texts))
        else:
            static.append(_standardised(name, np.array(values, np.float64)))
    return Covariates(past=tuple(past), future=tuple(future), static=tuple(static))


def encode_rows(
    columns: Sequence[Column], names: Sequence[str], values_NC: Array, categories: Mapping[str, Sequence[str]]
) -> Array:
    """The features `(N, F)` of columns that change from row to row.

    Raises:
        ArgumentError: a column is missing.
    """
    parts = [
        column.encode(values_NC[:, _place(column.name, names)], categories.get(column.name))
        for column in columns
    ]
    return np.concatenate(parts, axis=1) if parts else np.zeros((len(values_NC), 0), np.float32)


def encode_static(columns: Sequence[Column], series: SeriesSet) -> Array:
    """The features `(I, F)` of what never changes.

    Raises:
        ArgumentError: a column is missing.
    """
    parts = []
    for column in columns:
        _place(column.name, tuple(series.static))
        values = series.static[column.name]
        if column.categories or isinstance(values[0], str):
            texts = [str(value) for value in values]
            parts.append(column.encode(np.arange(len(texts), dtype=np.float64), texts))
        else:
            numbers_I = np.array(values, np.float64)
            scaled_I = (np.where(np.isfinite(numbers_I), numbers_I, column.mean) - column.mean) / column.scale
            parts.append(scaled_I[:, None].astype(np.float32))
    return np.concatenate(parts, axis=1) if parts else np.zeros((len(series), 0), np.float32)


def _fit_column(name: str, rows: Sequence[Array], place: int, series: SeriesSet) -> Column:
    if name in series.categories:
        return Column(name=name, categories=tuple(series.categories[name]))
    return _standardised(name, np.concatenate([values_NC[:, place] for values_NC in rows]).astype(np.float64))


def _standardised(name: str, values_N: Array) -> Column:
    known_N = values_N[np.isfinite(values_N)]
    if not len(known_N):
        return Column(name=name)
    deviation = float(known_N.std())
    return Column(name=name, mean=float(known_N.mean()), scale=deviation if deviation > 0 else 1.0)


def _place(name: str, names: Sequence[str]) -> int:
    if name not in names:
        raise ArgumentError(
            f"the data must have the column {name!r}, which the forecaster was fitted with, got "
            f"{', '.join(names) or 'none of its kind'}. Name it in the same role as when fitting."
        )
    return list(names).index(name)
