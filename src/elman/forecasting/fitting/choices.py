"""What the data choose for a forecaster before anything is trained."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elman.arrays import Array
from elman.forecasting.options import ForecastOptions
from elman.framing import Covariates, Framing, fill, fit_covariates
from elman.framing.framing import ROBUST
from elman.framing.strategies import STRATEGIES, choose_strategy
from elman.network import NetworkSpec
from elman.series.calendar import calendar_names
from elman.series.season import find_seasons
from elman.series.series_set import SeriesSet
from elman.training.plan import Plan

_PASSES = 25
"""How often the training takes a step for every row; from trials on M4's hourly series and on ETTh1."""
_FEWEST_STEPS, _MOST_STEPS = 1_000, 12_000
"""Training steps of a network: air passengers (96 rows) take the fewest, M4's hourly series (318,150 rows)
10,356, in 7 minutes for five networks on two cores."""
_SIZES = ((1_000, 16), (10_000, 32), (100_000, 64))
"""Pairs of rows and units: up to so many rows, so many units can be trained. From the same trials."""
_LARGEST = 128
"""Units for more rows, as M4's hourly series have."""
_MOST_LAGS, _USUAL_LAGS = 336, 24
"""The longest look-back, two weeks of hours, so that a step sees the same hour of the last two weeks; and the
longest of a series without a season, where the last values tell most."""
_MOST_SEASONS = 8
"""The most seasons in a look-back, and the most multiples of it that are compared: a week, and a day more."""
_MOST_SERIES = 200
"""The most series that are looked at: the mean and the median of 200 hardly change with more."""
_CYCLE_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "year": 365.25}
"""The length of each cycle of the calendar in days."""
_TIMES_SEEN = 3
"""How often the data must have seen a cycle. Two could be a coincidence, which a network learns by heart."""
_AHEADS = 11
"""Rows ahead at which the last value is tried, spread over the horizon; see `_naive_error`."""
_STEPS_A_WINDOW, _SEGMENTS_A_WINDOW = 24, 30
"""Steps of a training window: a day of hours, or a month of daily segments."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in the training part."""

    baseline_season: int
    """The rows of the shortest season that was found; 1 if there is none."""
    season: int
    """The same season if a step can look back on two of it; otherwise 1, and the calendar shows it."""
    differences: tuple[int, ...]
    """Multiples of the season after which values are most alike, in the mean over the series and in the
    median; none where the last value is nearer."""
    seasons_held: int
    """How many whole seasons fit into a quarter of the median series, at most eight."""
    gaps: bool
    """Whether values are missing after the first known value."""
    cycles: dict[str, float]
    """The cycles of the calendar that the data have seen at least three times, with their rows."""
    covariates: Covariates
    """The covariates, scaled by the training part."""
    numbers: str
    """Whether values are kept as they were read, or rounded as elman 0.1.0 did."""


def look_at(series: SeriesSet, options: ForecastOptions) -> Findings:
    """Finds in the training part what framings are made of."""
    if options.seasons is not None:
        seasons = tuple(length for length in options.seasons if length > 1)
    else:
        longest = int(np.max(series.lengths))
        seasons = tuple(length for length in find_seasons(series) if 1 < length <= longest // 2)
    baseline_season = min(seasons, default=1)
    seasons = tuple(length for length in seasons if 2 * length <= _MOST_LAGS)
    season = min(seasons, default=1)
    filled = [fill(series.y[number], season) for number in _some(len(series))]
    parts = [filled_N[first:] for filled_N, _, first in filled if first >= 0]
    gaps = any(not known_N[first:].all() for _, known_N, first in filled if first >= 0)
    cycles = _cycles(series) if options.calendar else {}
    usual = int(np.median([len(y_N) for y_N in parts])) if parts else 0
    return Findings(
        baseline_season=baseline_season,
        season=season,
        differences=_nearest(parts, seasons, options.horizon),
        seasons_held=int(np.clip(usual // (4 * season), 1, _MOST_SEASONS)),
        gaps=gaps,
        cycles=cycles,
        covariates=fit_covariates(series),
        numbers=series.numbers,
    )


def _some(count: int) -> Array:
    return np.unique(np.linspace(0, count - 1, min(count, _MOST_SERIES)).round().astype(np.int64))


def _nearest(parts: list[Array], seasons: tuple[int, ...], horizon: int) -> tuple[int, ...]:
    """Returns the lags whose values are nearest to those a horizon ahead.

    Candidates are the seasons and the multiples of the shortest one: 24 hours, but also the same hour a week
    ago. Of M4's hourly series most repeat the week, and those that do not lose more by it.
    """
    shortest = min(seasons, default=0)
    candidates = sorted({*seasons, *(shortest * times for times in range(1, _MOST_SEASONS + 1))} - {0})
    errors = {}
    for lag in (0, *candidates):
        long_enough = [y_N for y_N in parts if len(y_N) > 2 * lag + horizon]
        if long_enough and 2 * len(long_enough) >= len(parts):
            errors[lag] = [_naive_error(y_N, lag, horizon) for y_N in long_enough]
    best = [min(errors, key=lambda lag: float(of(errors[lag]))) for of in (np.mean, np.median) if errors]
    return tuple(dict.fromkeys(lag for lag in best if lag > 0))


def _naive_error(y_N: Array, lag: int, horizon: int) -> float:
    """Returns the mean error of the value one season before, in standard deviations of the series."""
    deviation = float(y_N.std())
    if deviation == 0.0:
        return 0.0
    if lag:
        reach = -(-horizon // lag) * lag
        reach = reach if len(y_N) > reach else lag
        return float(np.abs(y_N[reach:] - y_N[:-reach]).mean()) / deviation
    # Rows of all places in the season: one alone may be a whole season ahead, where the last value is right.
    aheads = np.unique(np.linspace(1, min(horizon, len(y_N) - 1), _AHEADS).round().astype(np.int64))
    return float(np.mean([np.abs(y_N[ahead:] - y_N[:-ahead]).mean() for ahead in aheads])) / deviation


def _cycles(series: SeriesSet) -> dict[str, float]:
    known = dict.fromkeys(name.removeprefix("sine of ") for name in calendar_names(series.frequency)[::2])
    longest = int(np.argmax(series.lengths))
    rows = int(series.lengths[longest])
    if not known or rows < 2:
        return {}
    stamps = series.stamps(longest, 0, rows)
    days = float((stamps[-1] - stamps[0]) / np.timedelta64(1, "D"))
    seen = [name for name in known if days >= _TIMES_SEEN * _CYCLE_DAYS[name]]
    return {name: rows * _CYCLE_DAYS[name] / days for name in seen}


def make_framings(options: ForecastOptions, findings: Findings) -> list[Framing]:
    """Returns the framings that trials choose from, the first guess first; one if there is no choice.

    Differences to the last value, in the scale of the whole series, suit series that drift. Differences to
    the mean of a season, in the scale of the moment and on top of the values a season before, suit series
    that repeat themselves and grow.
    """
    strategy = options.strategy or choose_strategy(options.horizon)
    shape = STRATEGIES[strategy](options.horizon, findings.season)
    season = findings.season
    lags = options.lags or _lags(findings, options.horizon, shape.stride)
    seen = (options.window or _window(shape.stride)) * shape.stride
    # A cycle that a training window holds is seen in the values; told twice, ETTh1 learns it by heart.
    cycles = tuple(name for name, rows in findings.cycles.items() if rows > max(seen, lags))
    framings = []
    for level, scale, difference in _ways(findings, shape.stride):
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
                change=ROBUST,
                cycles=cycles,
                covariates=findings.covariates,
                numbers=findings.numbers,
            )
        )
    framings = list(dict.fromkeys(framings))
    return framings if options.trials else framings[:1]


def _window(stride: int) -> int:
    return _SEGMENTS_A_WINDOW if stride > 1 else _STEPS_A_WINDOW


def _lags(findings: Findings, horizon: int, stride: int) -> int:
    """Returns the look-back: as many whole seasons as there is room for; a segment sees itself alone."""
    if stride > 1:
        return stride
    if findings.season > 1:
        fits = max(1, _MOST_LAGS // findings.season)
        return min(findings.season, _MOST_LAGS) * min(findings.seasons_held, fits)
    return min(2 * horizon, _USUAL_LAGS)


def _ways(findings: Findings, stride: int) -> list[tuple[str, str, int]]:
    """Returns levels, scales and differences to try; for segments only the first, which is that of SegRNN."""
    plain = [("last", "running", 0), ("last", "deviation", 0)]
    if stride > 1:
        return plain[:1]
    seasonal = [("mean", "deviation", difference) for difference in findings.differences]
    return [*seasonal, *(("mean", "running", difference) for difference in findings.differences[:1]), *plain]


def make_plan(options: ForecastOptions, framing: Framing, series: SeriesSet) -> Plan:
    """Makes the plan of one network.

    The numbers come from trials on M4's hourly series and on ETTh1: 25 steps for every row, and as many units
    as the rows can train.
    """
    rows = int(series.lengths.sum())
    in_segments = framing.stride > 1
    batch = options.batch_size or (64 if in_segments else 32)
    window = options.window or _window(framing.stride)
    size = options.hidden_size or next((size for most, size in _SIZES if rows < most), _LARGEST)
    steps = options.steps or int(np.clip(_PASSES * rows / (batch * window), _FEWEST_STEPS, _MOST_STEPS))
    return Plan(
        spec=NetworkSpec(
            input_size=framing.num_features,
            hidden_size=size,
            num_layers=options.layers,
            output_size=framing.block * options.loss.num_quantiles,
            cell=options.cell,
            dropout=options.dropout,
        ),
        schedule=None,
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
