"""How much larger errors are for short histories, measured on pieces of the series taken as new series."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from elman.arrays import Array
from elman.engines import Network
from elman.forecasting.fitting.task import Attempt
from elman.forecasting.running.ensemble import forecast_together
from elman.forecasting.running.rules import Rules
from elman.framing import pack_series
from elman.intervals import Conditions, sizes_by_step
from elman.series.origins import Origins, truths
from elman.series.series_set import SeriesSet

_PIECES = 120
"""Pieces of each length: the size of their errors is then known to about a tenth."""
_OLDEST = 32
"""Rows of the longest pieces, or two seasons if that is more."""
_MOST = 400
"""The most rows of a piece."""
_PIECES_OF_ALL = 30.0
"""The weight of all steps together, in pieces of one step."""
_AGES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384)
_OUTER = 0.9
"""The quantile of the errors that is compared: about where the bands end."""


def factors_of_youth(
    error_MK: Array,
    networks: Sequence[Network],
    attempt: Attempt,
    rules: Rules,
    conditions: Conditions,
    series: SeriesSet,
) -> tuple[Array, Array]:
    """Returns lengths of history `(A,)` and the factors of the errors there, by step `(A, K)`.

    Args:
        error_MK: the errors of the held-out rows, in units.
        networks: the networks of the fit.
        attempt: the framing and the data of the fit.
        rules: the simple rules beside the networks.
        conditions: the conditions of errors, without a factor for short histories.
        series: the series from which pieces are taken.
    """
    horizon = attempt.framing.horizon
    nothing = np.zeros(0), np.zeros((0, 0))
    longest = int(series.lengths.max())
    oldest = min(max(_OLDEST, 2 * rules.season), _MOST, (longest - horizon) // 2)
    ages = [age for age in _AGES if age <= oldest]
    usual = _outer(error_MK)
    if not ages or usual <= 0.0:
        return nothing
    size_K = sizes_by_step(np.abs(error_MK))
    factors = []
    for age in ages:
        young_MK = _errors_at(age, networks, attempt, rules, conditions, series)
        if young_MK is None:
            return nothing
        factors.append(_ratios(young_MK / size_K, max(_outer(error_MK / size_K), 1e-12)))
    return np.array(ages, np.float64), np.array(factors)


def _ratios(young_MK: Array, usual: float) -> Array:
    """Returns how much larger the outer errors are, by step; few pieces borrow from all steps together."""
    overall = _outer(young_MK)
    own_K = np.array([_outer(young_M) for young_M in young_MK.T])
    count_K = np.isfinite(young_MK).sum(axis=0)
    share_K = count_K / (count_K + _PIECES_OF_ALL)
    return np.asarray(np.maximum(1.0, (share_K * own_K + (1.0 - share_K) * overall) / usual))


def _outer(error_MK: Array) -> float:
    known_X = np.abs(error_MK[np.isfinite(error_MK)])
    return float(np.quantile(known_X, _OUTER)) if len(known_X) else 0.0


def _errors_at(
    age: int,
    networks: Sequence[Network],
    attempt: Attempt,
    rules: Rules,
    conditions: Conditions,
    series: SeriesSet,
) -> Array | None:
    """Returns the errors of forecasts from so many rows of history; None if no piece has a known end."""
    horizon = attempt.framing.horizon
    pieces = _pieces(series, age, horizon)
    if pieces is None:
        return None
    origins = Origins(series_M=np.arange(len(pieces)), row_M=np.full(len(pieces), age - 1))
    packed = pack_series(attempt.framing, pieces)
    spread = forecast_together(networks, packed, origins, rules, conditions)
    unit_MK = np.where(spread.unit_MK > 0.0, spread.unit_MK, np.nan)
    middle = spread.values_MKQ.shape[2] // 2
    error_MK = (truths(pieces, origins, horizon) - spread.values_MKQ[..., middle]) / unit_MK
    return error_MK if np.isfinite(error_MK).any() else None


def _pieces(series: SeriesSet, age: int, horizon: int) -> SeriesSet | None:
    """Returns pieces of `age + horizon` rows, evenly spread over all series; rows keep their numbers."""
    rows = age + horizon
    count_I = np.maximum(series.lengths - rows + 1, 0)
    total = int(count_I.sum())
    if not total:
        return None
    at_X = np.unique(np.linspace(0, total - 1, min(total, _PIECES)).round().astype(np.int64))
    number_X = np.searchsorted(np.cumsum(count_I), at_X, side="right")
    start_X = at_X - (np.cumsum(count_I) - count_I)[number_X]
    chosen = series.select(number_X)

    def cut(parts: tuple[Array, ...], ahead: int) -> tuple[Array, ...]:
        return tuple(
            part[start : start + rows + ahead] for part, start in zip(parts, start_X, strict=bool(parts))
        )

    first = tuple(
        series.stamps(int(number), int(start), 1)[0] for number, start in zip(number_X, start_X, strict=True)
    )
    return replace(
        chosen,
        ids=tuple(str(place) for place in range(len(number_X))),
        y=cut(chosen.y, 0),
        past=cut(chosen.past, 0),
        future=cut(chosen.future, 0),
        first=first,
    )
