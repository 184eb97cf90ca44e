"""What the data say about a forecaster before anything is trained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.forecasting.calendar import calendar_names
from elman.forecasting.framing import Covariates, Framing, fill, fit_covariates
from elman.forecasting.heads import HEADS, choose_head
from elman.forecasting.options import ForecastOptions
from elman.forecasting.season import find_seasons
from elman.forecasting.series import SeriesSet
from elman.network import NetworkSpec
from elman.training.plan import Plan

_PASSES = 25
"""Times that the training takes a step for every row."""
_FEWEST_STEPS, _MOST_STEPS = 400, 12_000
_SIZES = ((1_000, 16), (10_000, 32), (100_000, 64))
_LARGEST = 128
_MOST_LAGS = 336
_MOST_SEASONS = 8
_MOST_SERIES = 200
_CYCLE_ROWS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "year": 365.25}
"""Days of each cycle of the calendar."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was seen in the training part."""

    season: int
    """Rows of the shortest season found; 1 without one."""
    difference: int
    """The multiple of the season after which values are most alike; 0 if the last value is nearer."""
    gaps: bool
    """Whether values are missing after the first known one."""
    cycles: tuple[str, ...]
    """Cycles of the calendar that the data have seen at least twice."""
    covariates: Covariates
    """Scaled by the training part."""


def look_at(series: SeriesSet, options: ForecastOptions) -> Findings:
    """Finds what framings are made of."""
    if options.season is not None:
        seasons: tuple[int, ...] = (options.season,) if options.season > 1 else ()
    else:
        longest = int(np.max(series.lengths))
        seasons = tuple(length for length in find_seasons(series) if 1 < length <= longest // 2)
    season = min(seasons, default=1)
    filled = [fill(series.y[number], season) for number in _some(len(series))]
    parts = [filled_N[first:] for filled_N, _, first in filled if first >= 0]
    gaps = any(not known_N[first:].all() for _, known_N, first in filled if first >= 0)
    cycles = _cycles(series) if options.calendar else ()
    return Findings(season, _nearest(parts, seasons, options.horizon), gaps, cycles, fit_covariates(series))


def _some(count: int) -> Array:
    return np.unique(np.linspace(0, count - 1, min(count, _MOST_SERIES)).round().astype(np.int64))


def _nearest(parts: list[Array], seasons: tuple[int, ...], horizon: int) -> int:
    """The lag whose values are nearest to those a horizon ahead, in the geometric mean over the series.

    Candidates are the seasons and the multiples of the shortest one: 24 hours, but also the same hour a week
    ago.
    """
    shortest = min(seasons, default=0)
    candidates = sorted({*seasons, *(shortest * times for times in range(1, _MOST_SEASONS + 1))} - {0})
    scores = {}
    for lag in (0, *candidates):
        errors = [_naive_error(y_N, lag, horizon) for y_N in parts if len(y_N) > 2 * lag + horizon]
        if errors and len(errors) >= len(parts) // 2:
            scores[lag] = float(np.mean(np.log(np.maximum(errors, 1e-3))))
    return min(scores, key=scores.__getitem__) if scores else 0


def _naive_error(y_N: Array, lag: int, horizon: int) -> float:
    """Mean error over the horizon of the values a season before, in standard deviations of the series."""
    deviation = float(y_N.std())
    if deviation == 0.0:
        return 0.0
    if lag:
        reach = -(-horizon // lag) * lag
        reach = reach if len(y_N) > reach else lag
        return float(np.abs(y_N[reach:] - y_N[:-reach]).mean()) / deviation
    ahead = max(1, min((horizon + 1) // 2, len(y_N) - 1))
    return float(np.abs(y_N[ahead:] - y_N[:-ahead]).mean()) / deviation


def _cycles(series: SeriesSet) -> tuple[str, ...]:
    known = dict.fromkeys(name.removeprefix("sine of ") for name in calendar_names(series.frequency)[::2])
    longest = int(np.argmax(series.lengths))
    stamps = series.stamps(longest, 0, int(series.lengths[longest]))
    if not known or not np.issubdtype(stamps.dtype, np.datetime64):
        return ()
    days = float((stamps[-1] - stamps[0]) / np.timedelta64(1, "D"))
    return tuple(name for name in known if days >= 2 * _CYCLE_ROWS[name])


def make_framings(options: ForecastOptions, findings: Findings) -> list[Framing]:
    """What trials choose from, the first guess first; one if there is nothing to choose.

    Counting from the last value in the scale of the whole series suits what drifts; counting from the
    mean of a season, in the scale of the moment, and on top of the values a season before, suits what
    repeats itself and grows.
    """
    head = options.head or choose_head(options.horizon)
    shape = HEADS[head](options.horizon, findings.season)
    season = findings.season
    usual = max(season, findings.difference, shape.stride)
    lags = options.lags or min(max(usual, min(2 * options.horizon, 24)), _MOST_LAGS)
    lags = lags if options.lags or shape.stride == 1 else max(shape.stride, min(lags, 2 * shape.stride))
    framings = []
    for level, scale, difference in _ways(findings):
        framings.append(
            Framing(
                horizon=options.horizon,
                block=shape.block,
                stride=shape.stride,
                lags=lags,
                level=options.level or level,
                level_rows=1 if (options.level or level) == "last" else min(max(season, 1), lags),
                scale=options.scale or scale,
                season=season,
                difference=difference if options.difference is None else options.difference,
                gaps=findings.gaps,
                cycles=findings.cycles,
                covariates=findings.covariates,
            )
        )
    framings = list(dict.fromkeys(framings))
    return framings if options.trials else framings[:1]


def _ways(findings: Findings) -> list[tuple[str, str, int]]:
    ways = [("last", "running", 0), ("last", "deviation", 0)]
    if findings.difference:
        seasonal = [("mean", "deviation", findings.difference), ("mean", "running", findings.difference)]
        return [*seasonal, *ways]
    return ways


def make_plan(options: ForecastOptions, framing: Framing, series: SeriesSet) -> Plan:
    """The plan of one network.

    The numbers come from trials on M4's hourly series and on ETTh1: 25 steps for every row, and as
    many units as the rows can teach.
    """
    rows = int(series.lengths.sum())
    in_segments = framing.stride > 1
    batch = options.batch_size or (64 if in_segments else 32)
    window = options.window or (30 if in_segments else 24)
    size = options.hidden_size or next((size for most, size in _SIZES if rows < most), _LARGEST)
    steps = options.steps or int(np.clip(_PASSES * rows / (batch * window), _FEWEST_STEPS, _MOST_STEPS))
    return Plan(
        spec=NetworkSpec(
            input_size=framing.num_features,
            hidden_size=size,
            num_layers=options.num_layers,
            output_size=framing.block * options.loss.num_quantiles,
            cell=options.cell,
            dropout=options.dropout,
        ),
        schedule="origins",
        window=window,
        burn_in=0,
        batch_size=batch,
        learning_rate=options.learning_rate or (0.002 if in_segments else 0.005),
        weight_decay=options.weight_decay,
        clip_norm=options.clip_norm,
        steps=steps,
        patience=options.patience,
        loss=options.loss,
        seed=options.seed,
        engine=options.engine,
    )
