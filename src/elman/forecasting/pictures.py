"""The pictures of forecasts and backtests, and the choice of the series that are shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

import numpy as np

from elman.arrays import Array
from elman.backtesting import Backtest, ForecastScore, describe_verdict
from elman.backtesting.metrics import METRICS, scales_of
from elman.forecasting.results import Forecast
from elman.plots import MOST_PANELS, ForecastPanel, draw_forecasts, draw_horizon, save_figure
from elman.series.calendar import customary_season, to_wall_clock
from elman.series.origins import Origins, known_before

_HORIZONS_BEFORE, _SEASONS_BEFORE = 4, 2


@dataclass(frozen=True, kw_only=True, slots=True)
class ForecastPicture:
    """What `draw_forecasts` draws."""

    panels: tuple[ForecastPanel, ...]
    """The panels, in their order."""
    title: str
    """The title above all panels."""
    caption: str
    """How the shown series were chosen, and what makes their forecasts doubtful."""


def picture_forecasts(forecast: Forecast, *, season: int, notes: Sequence[str] = ()) -> ForecastPicture:
    """Makes panels of forecasts, one for each series: all series, or nine chosen by a fair rule.

    If the truth is known, the nine are evenly spaced by their MASE, with the best, the median and the worst
    among them. Otherwise they are evenly spaced by the width of their widest band, so that the least certain
    forecast is shown too.

    Args:
        forecast: a forecast with one origin for each series.
        season: the season in rows; at least two seasons are shown before the origin.
        notes: further sentences for the caption.
    """
    count = len(forecast.origins_M)
    naive_M = _naive_errors(forecast)
    error_M = _errors(forecast) / naive_M
    with_truth = bool(np.isfinite(_errors(forecast)).any())
    if count <= MOST_PANELS:
        chosen, words, caption = list(range(count)), dict[int, str](), ""
    else:
        rank_M = error_M if with_truth else _widths(forecast) / naive_M
        chosen, words = _spaced(rank_M, ("best", "worst") if with_truth else ("narrowest", "widest"))
        caption = _caption(forecast, rank_M, len(chosen), with_truth=with_truth)
    panels = tuple(
        _panel(forecast, number, season, error=float(error_M[number]), word=words.get(number, ""))
        for number in chosen
    )
    title = f"{forecast.horizon:,} rows ahead"
    title += f", {count:,} series" if count > 1 else ""
    return ForecastPicture(
        panels=panels, title=title, caption=_lines([caption, *notes], 110 if count == 1 else 150)
    )


def plot_forecast(
    forecast: Forecast, path: Path, *, season: int, notes: Sequence[str] = ()
) -> tuple[str, ...]:
    """Writes a picture of a forecast with its history, its bands, and the truth where it is known.

    More than nine series are not all shown: the caption says how nine were chosen.

    Args:
        forecast: a forecast with one origin for each series.
        path: where the picture goes; its name ends in .png, .svg or .pdf.
        season: the season in rows; at least two seasons are shown before the origin.
        notes: further sentences for the caption.

    Returns:
        Remarks on the picture, one sentence each.

    Raises:
        ArgumentError: the picture cannot be written there.
    """
    return save_figure(_draw(picture_forecasts(forecast, season=season, notes=notes)), path)


def draw_forecast(forecast: Forecast) -> Any:
    """Draws a forecast with its history, its bands, and the truth where it is known."""
    return _draw(picture_forecasts(forecast, season=customary_season(forecast.series.frequency)))


def _draw(picture: ForecastPicture) -> Any:
    return draw_forecasts(picture.panels, title=picture.title, caption=picture.caption)


def plot_backtest(backtest: Backtest, path: Path) -> tuple[str, ...]:
    """Writes a picture of a backtest: the deciding error by rows ahead, and the coverage of the bands.

    Args:
        backtest: the backtest; its baselines are drawn too.
        path: where the picture goes; its name ends in .png, .svg or .pdf.

    Returns:
        Remarks on the picture, one sentence each.

    Raises:
        ArgumentError: the picture cannot be written there.
    """
    return save_figure(draw_backtest(backtest), path)


def draw_backtest(backtest: Backtest) -> Any:
    """Draws the deciding error by rows ahead, beside the baselines, and the coverage of the bands."""
    counted = f"{backtest.num_origins:,} forecasts of {backtest.num_series:,} series"
    return draw_horizon(
        {name: _steps_of(backtest, score) for name, score in backtest.baselines.items()},
        None if backtest.forecaster is None else _steps_of(backtest, backtest.forecaster),
        metric=METRICS[backtest.decided_by].label,
        best=backtest.best_baseline,
        coverage=coverage_of(backtest),
        title=_lines([describe_verdict(backtest)]),
        caption=_lines([f"{counted}.", *backtest.notes]),
    )


def _lines(sentences: Sequence[str], width: int = 110) -> str:
    return "\n".join(fill(sentence, width) for sentence in sentences if sentence)


def _steps_of(backtest: Backtest, score: ForecastScore) -> list[float | None]:
    return [values[backtest.decided_by] for values in score.steps]


def coverage_of(backtest: Backtest) -> dict[float, list[float | None]]:
    """Returns, for each level, the percent of true values that the forecaster's band held, by step."""
    if backtest.forecaster is None:
        return {}
    names = [name for name in backtest.forecaster.overall if name.startswith("coverage-")]
    return {
        float(name.removeprefix("coverage-")): [values[name] for values in backtest.forecaster.steps]
        for name in names
    }


def _errors(forecast: Forecast) -> Array:
    """Returns the mean absolute error of each forecast; NaN where no truth is known."""
    error_MK = np.abs(forecast.truth().astype(np.float64) - forecast.point_MK)
    known_MK = np.isfinite(error_MK)
    sum_M = np.where(known_MK, error_MK, 0.0).sum(axis=1)
    return np.where(known_MK.any(axis=1), sum_M / np.maximum(known_MK.sum(axis=1), 1), np.nan)


def _naive_errors(forecast: Forecast) -> Array:
    """Returns the naive forecast's error on each series up to its origin; NaN if it is constant."""
    origins = Origins(series_M=forecast.series_M, row_M=forecast.origins_M)
    series = forecast.series
    scales = scales_of(known_before(series, origins), customary_season(series.frequency))
    return np.asarray(scales.naive_error_I[forecast.series_M])


def _widths(forecast: Forecast) -> Array:
    """Returns the mean width of the widest band, or the order of the series if there are no bands."""
    if not forecast.levels:
        return np.arange(len(forecast.origins_M), dtype=np.float64)
    width_MK = forecast.high_LMK[-1].astype(np.float64) - forecast.low_LMK[-1]
    return np.asarray(width_MK.mean(axis=1))


def _spaced(rank_M: Array, ends: tuple[str, str]) -> tuple[list[int], dict[int, str]]:
    """Returns places evenly spaced from the least to the greatest, and the name of each place."""
    order = np.argsort(rank_M, kind="stable")
    order = order[: int(np.isfinite(rank_M).sum())]
    place_P = np.unique(np.floor(np.linspace(0, len(order) - 1, min(len(order), MOST_PANELS))).astype(int))
    names = {0: ends[0], len(order) - 1: ends[1], (len(order) - 1) // 2: "median"}
    words = {
        int(order[place]): f"{names.get(int(place), f'number {place + 1:,}')} of {len(order):,}"
        for place in place_P
    }
    return [int(order[place]) for place in place_P], words


def _caption(forecast: Forecast, rank_M: Array, shown: int, *, with_truth: bool) -> str:
    unranked = int((~np.isfinite(rank_M)).sum())
    rule = "MASE, from the best to the worst"
    if not with_truth:
        rule = "place in the table"
        if forecast.levels:
            rule = (
                f"{forecast.levels[-1]:g} % band beside their own changes, from the narrowest to the widest"
            )
    text = f"{shown} of {len(rank_M):,} series are shown, evenly spaced by {rule}."
    return f"{text} {unranked:,} that have no such number are left out." if unranked else text


def _panel(forecast: Forecast, number: int, season: int, *, error: float, word: str) -> ForecastPanel:
    series, which, origin = forecast.series, int(forecast.series_M[number]), int(forecast.origins_M[number])
    rows = max(_HORIZONS_BEFORE * forecast.horizon, _SEASONS_BEFORE * season)
    start = max(0, origin + 1 - rows)
    stamp_N = series.stamps(which, start, origin + 1 - start + forecast.horizon)
    if series.frequency.zone is not None and not series.frequency.on_the_wall:
        stamp_N = to_wall_clock(stamp_N, series.frequency.zone)
    past = origin + 1 - start
    title = [series.ids[which]]
    title += [f"MASE {error:.3g}"] if np.isfinite(error) else []
    return ForecastPanel(
        name=series.ids[which],
        title=", ".join(title) + (f" ({word})" if word else ""),
        past_N=stamp_N[:past],
        history_N=series.y[which][start : origin + 1],
        ahead_K=stamp_N[past:],
        truth_K=forecast.truth()[number],
        forecast_K=forecast.point_MK[number],
        levels=forecast.levels,
        low_LK=forecast.low_LMK[:, number],
        high_LK=forecast.high_LMK[:, number],
    )
