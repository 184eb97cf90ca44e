"""The baselines tested alone, before there is a forecaster: what it will have to beat."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from elman.backtesting.baselines import DEFAULT
from elman.backtesting.result import Backtest
from elman.backtesting.run import backtest
from elman.series.calendar import customary_season
from elman.series.columns import SeriesColumns
from elman.series.origins import known_before, rolling_origins
from elman.series.reading import read_series
from elman.series.season import find_seasons
from elman.tables import Rows

if TYPE_CHECKING:
    from elman.tables.sources import Source


def backtest_baselines(
    sources: Source | Sequence[Source],
    columns: SeriesColumns,
    *,
    horizon: int,
    count: int | None = 1,
    stride: int | None = None,
    first: int = 0,
    season: int | None = None,
    baselines: Sequence[str] = DEFAULT,
    decided_by: str = "mase",
    scale_rows: Rows | None = None,
    rows: Rows | None = None,
    **reading: Any,
) -> Backtest:
    """Scores the baselines at past origins; they are fitted once, to the rows up to the first one.

    Args:
        sources: a path, an array, a mapping of names to arrays, a frame, or a list of these; or a
            `SeriesSet`.
        columns: the roles of the columns.
        horizon: the number of rows of each forecast.
        count: how many origins to take from each series, the latest ones; None: all.
        stride: the rows from one origin to the next; None: the horizon.
        first: the earliest row that may be an origin.
        season: the length of the season in rows, 1: none; None: found from the values before the first
            origin.
        baselines: the names of the baselines.
        decided_by: the name of the metric that decides which is best.
        scale_rows: the rows of each series that give the scales of the errors; None: the rows before the
            first origin.
        rows: first row and the row after the last one, of each table; None: all rows.
        **reading: the options of reading, by name.

    Raises:
        ArgumentError: the data cannot be used, or have no such origin.
    """
    series = read_series(sources, columns, rows=rows, **reading)
    origins = rolling_origins(series, horizon, count=count, stride=stride or horizon, first=first)
    train = known_before(series, origins)
    found = next(iter(find_seasons(train)), 1) if season is None else season
    scores = backtest(
        None,
        series,
        origins,
        train=train,
        horizon=horizon,
        season=found,
        scale_season=customary_season(series.frequency),
        baselines=baselines,
        decided_by=decided_by,
        scale_rows=scale_rows,
    )
    return replace(scores, notes=(*series.notes, *scores.notes))
