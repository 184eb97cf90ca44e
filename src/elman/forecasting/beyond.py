"""Forecasts farther ahead than a forecaster was fitted for: its own values are fed back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from elman.arrays import Array
from elman.forecasting.results import Forecast
from elman.series.origins import Origins, last_origins
from elman.series.series_set import SeriesSet

FromOrigins = Callable[[SeriesSet, Origins], Forecast]
"""A forecast of the rows that it was fitted for."""
_GROWTH_OF_A_WALK = 0.5
"""Errors of a random walk grow with the root of the steps; what is taken where too few steps tell."""
_FEWEST_STEPS = 4


def forecast_beyond(made: Forecast, horizon: int, forecast: FromOrigins) -> Forecast:
    """Goes on from a forecast, block by block, to the horizon.

    Each block begins where the one before ends, as if the forecasts had come true. No error of such steps was
    ever measured, so their bands follow from those of the first block. An error at the end of a block goes on
    through the next one, all of it where errors grow as those of a random walk and none where they do not
    grow, and is joined by the error that a block itself makes: their squares add up. No band is narrower than
    one before it, or grows more slowly than the errors of the first block did.

    Args:
        made: of the first block.
        horizon: rows that are wanted.
        forecast: makes the next block.
    """
    block = made.horizon
    series = made.series.select(made.series_M).cut(made.origins_M)
    parts = [made.point_MK]
    while block * len(parts) < horizon:
        series = _gone_on(series, parts[-1])
        parts.append(forecast(series, last_origins(series)).point_MK)
    point_MK = np.concatenate(parts, axis=1)[:, :horizon]
    below_LMK = _grown(made.point_MK - made.low_LMK, horizon)
    above_LMK = _grown(made.high_LMK - made.point_MK, horizon)
    note = (
        f"Steps {block + 1} to {horizon} are beyond the {block} rows that it was fitted for: its own "
        "forecasts were fed back as if they had come true. No row has measured their bands, which go on "
        "growing as the errors of the first steps do."
    )
    return replace(
        made,
        point_MK=point_MK,
        low_LMK=point_MK - below_LMK,
        high_LMK=point_MK + above_LMK,
        notes=(*made.notes, note),
    )


def _gone_on(series: SeriesSet, point_MK: Array) -> SeriesSet:
    """Every series with its forecast as the next rows; what is known up to now alone stays as it was last."""
    y = tuple(
        np.concatenate([y_N, point_K.astype(y_N.dtype)])
        for y_N, point_K in zip(series.y, point_MK, strict=True)
    )
    ahead = ((0, point_MK.shape[1]), (0, 0))
    past = tuple(np.pad(past_NC, ahead, mode="edge") for past_NC in series.past)
    return replace(series, y=y, past=past)


def _grown(side_LMK: Array, horizon: int) -> Array:
    """The side of a band at every step, from that of the first block."""
    block = side_LMK.shape[2]
    # Where errors differ by the place in the season, the next block begins at another place.
    widest_LMK = np.maximum.accumulate(np.maximum(side_LMK, 0.0), axis=2)
    growth = _growth(widest_LMK)
    goes_on = min(1.0, growth / _GROWTH_OF_A_WALK)
    parts = [side_LMK]
    end_LM1 = widest_LMK[..., -1:]
    for done in range(block, horizon, block):
        step_K = done + np.arange(1, block + 1)
        joined_LMK = np.maximum(np.sqrt(goes_on * end_LM1**2 + widest_LMK**2), end_LM1)
        parts.append(np.maximum(joined_LMK, widest_LMK[..., -1:] * (step_K / block) ** growth))
        end_LM1 = parts[-1][..., -1:]
    return np.concatenate(parts, axis=2)[..., :horizon]


def _growth(widest_LMK: Array) -> float:
    """The power of the steps that the bands of the first block grow with, from 0 to 1."""
    block = widest_LMK.shape[2]
    width_K = widest_LMK.mean(axis=(0, 1)) if widest_LMK.size else np.zeros(block)
    if block < _FEWEST_STEPS or width_K[0] <= 0.0:
        return _GROWTH_OF_A_WALK
    slope = np.polyfit(np.log(np.arange(1, block + 1)), np.log(width_K), 1)[0]
    return float(np.clip(slope, 0.0, 1.0))
