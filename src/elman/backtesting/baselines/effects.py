"""What covariates that are known ahead add to a series: the same in every series, in its deviations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self

import numpy as np

from elman.arrays import Array
from elman.data.filling import hold
from elman.series.series_set import SeriesSet

_RIDGE = 1e-3
"""In shares of the mean square of the changes of a covariate."""
_HELD_OUT = 0.2
"""The last share of every series, on which the effects must pay."""
_PAYS = 0.98
"""Of the squared changes that must be left of them there, at most."""


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Effects:
    """A weight for every number that the known-ahead columns become."""

    names: tuple[str, ...]
    """The columns."""
    mean_C: Array
    """Of their values in the training part."""
    scale_C: Array
    """Their deviations there."""
    texts: tuple[tuple[str, ...], ...]
    """What each column's texts were; empty for numbers."""
    weight_F: Array
    """In deviations of a series."""
    scale_of: Mapping[str, float] = field(default_factory=dict)
    """The deviation of each series of the training part, by id."""

    @classmethod
    def fit(cls, train: SeriesSet, season: int) -> Self:
        """Learns from the changes of the series from season to season, for they have no level to be told.

        Args:
            train: the training part.
            season: in rows; 1 without one.
        """
        rows = [x_NC[: len(y_N)] for x_NC, y_N in zip(train.future, train.y, strict=True)]
        every_RC = np.concatenate(rows)
        known_RC = np.where(np.isfinite(every_RC), every_RC, np.nan)
        some_C = np.flatnonzero(np.isfinite(known_RC).any(axis=0))
        mean_C, scale_C = np.zeros(known_RC.shape[1]), np.ones(known_RC.shape[1])
        mean_C[some_C] = np.nanmean(known_RC[:, some_C], axis=0)
        scale_C[some_C] = np.nanstd(known_RC[:, some_C], axis=0)
        plain = cls(
            names=train.future_names,
            mean_C=mean_C,
            scale_C=np.where(scale_C > 0.0, scale_C, 1.0),
            texts=tuple(tuple(train.categories.get(name, ())) for name in train.future_names),
            weight_F=np.zeros(0),
            scale_of={name: deviation_of(y_N) for name, y_N in zip(train.ids, train.y, strict=True)},
        )
        pairs = [
            (y_N / deviation_of(y_N), plain.encode(train, number)[: len(y_N)])
            for number, y_N in enumerate(train.y)
        ]
        return replace(plain, weight_F=solve_effects(pairs, season))

    def encode(self, series: SeriesSet, number: int) -> Array:
        """The numbers `(N, F)` of one series' rows; a text that is new is none of the known."""
        parts = []
        for place, name in enumerate(self.names):
            values_N = series.future[number][:, series.future_names.index(name)]
            if self.texts[place]:
                texts = np.array([*series.categories.get(name, ()), ""], dtype=object)
                said_N = texts[np.where(np.isfinite(values_N), values_N, -1).astype(np.int64)]
                parts += [said_N == text for text in self.texts[place]]
            else:
                held_N = hold(values_N.astype(np.float64), float(self.mean_C[place]))
                parts.append((held_N - self.mean_C[place]) / self.scale_C[place])
        return np.stack(parts, axis=1).astype(np.float64)

    def of(self, series: SeriesSet, number: int, rows: int) -> Array:
        """What they add to each row of a series.

        Args:
            series: with the columns.
            number: of the series.
            rows: that are known, for the deviation of a series that is new.
        """
        scale = self.scale_of.get(series.ids[number])
        scale = deviation_of(series.y[number][:rows]) if scale is None else scale
        return np.asarray(scale * (self.encode(series, number) @ self.weight_F))


def deviation_of(y_N: Array) -> float:
    """The deviation of the known values; 1 where they do not move."""
    known_N = y_N[np.isfinite(y_N)]
    deviation = float(np.std(known_N, dtype=np.float64)) if len(known_N) else 0.0
    return deviation if deviation > 0.0 else 1.0


def solve_effects(pairs: Sequence[tuple[Array, Array]], season: int) -> Array:
    """The weights `(F,)` by ridge regression of changes on changes; zeros where they do not pay.

    Args:
        pairs: values `(N,)` in deviations, NaN where missing, and numbers `(N, F)` of each series.
        season: rows between the values of a change; 1 without one.
    """
    fitted, held_out = _changes(pairs, season, last=False), _changes(pairs, season, last=True)
    weight_F = _ridge(*fitted)
    change_R, number_RF = held_out
    if not len(change_R):
        return np.zeros(len(weight_F))
    left = float(np.square(change_R - number_RF @ weight_F).sum())
    if left > _PAYS * float(np.square(change_R).sum()):
        return np.zeros(len(weight_F))
    both = (np.concatenate(parts) for parts in zip(fitted, held_out, strict=True))
    return _ridge(*both)


def _changes(pairs: Iterable[tuple[Array, Array]], season: int, *, last: bool) -> tuple[Array, Array]:
    changes, numbers = [], []
    for y_N, x_NF in pairs:
        lag = season if len(y_N) > 2 * season else 1
        change_R, number_RF = y_N[lag:] - y_N[:-lag], x_NF[lag:] - x_NF[:-lag]
        cut = round((1.0 - _HELD_OUT) * len(change_R))
        part = slice(cut, None) if last else slice(None, cut)
        known_R = np.isfinite(change_R[part])
        changes.append(change_R[part][known_R].astype(np.float64))
        numbers.append(number_RF[part][known_R])
    return np.concatenate(changes), np.concatenate(numbers)


def _ridge(change_R: Array, number_RF: Array) -> Array:
    gram_FF = number_RF.T @ number_RF
    mean_square = float(np.trace(gram_FF)) / max(1, len(gram_FF))
    if mean_square <= 0.0:
        return np.zeros(len(gram_FF))
    ridged_FF = gram_FF + _RIDGE * mean_square * np.eye(len(gram_FF))
    return np.asarray(np.linalg.solve(ridged_FF, number_RF.T @ change_R))
