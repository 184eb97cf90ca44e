"""The forecaster: several networks, the framing through which they see series, and their past errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from elman.arrays import Array
from elman.backtesting import Backtest, Forecasting, backtest
from elman.backtesting.baselines import DEFAULT
from elman.data import ROUNDED
from elman.engines import Network
from elman.errors import ArgumentError
from elman.forecasting.file import forecaster_to_bytes, read_forecaster, write_forecaster
from elman.forecasting.options import split_countries
from elman.forecasting.record import ForecastRecord
from elman.forecasting.results import Forecast
from elman.forecasting.running.ensemble import Ensemble
from elman.forecasting.running.paths import sample_paths
from elman.forecasting.running.rules import Rules
from elman.forecasting.streaming import ForecastState, ForecastStream, StreamTimes, read_stamp
from elman.framing import PackedSeries, pack_series
from elman.intervals import Conditions, Residuals, check_levels, follow_bands, make_bands
from elman.series.ahead import KnownAhead, read_ahead, with_ahead
from elman.series.calendar import Stamp, customary_season
from elman.series.holdout import Holdout, held_out_origins
from elman.series.origins import (
    Origins,
    common_origins,
    ended_before,
    known_before,
    last_origins,
    origins_at,
    rolling_origins,
)
from elman.series.reading import read_series
from elman.series.series_set import SeriesSet
from elman.shown import About, Shown
from elman.tables import Rows

if TYPE_CHECKING:
    from elman.export import Exported
    from elman.forecasting.fitting import FittedForecaster
    from elman.forecasting.importances import Importances
    from elman.forecasting.what_if import Value, WhatIf
    from elman.tables.sources import Source
    from elman.training import Watch

_FEW_FOR_A_TAIL = 200.0
"""Divided by the percent outside a band: the number of errors below which the band rests on the outermost."""
_FARTHEST = 100
"""The farthest forecast by feeding back, in multiples of the horizon."""
_SHORT_HISTORY = 24
"""A history with fewer rows than this is called short in the notes of a forecast."""


class Forecaster(Shown):
    """Forecasts the series that it was fitted to, and other series of the same kind.

    Attributes:
        record: the framing, the choices of the fit, the validation scores, and where the data came from.
        remembered: the series that it was fitted to, which `forecast()` without data continues; None if the
            forecaster has covariates, because their future values would be needed too.
    """

    def __init__(
        self,
        record: ForecastRecord,
        networks: Sequence[Network],
        residuals: Residuals,
        remembered: SeriesSet | None = None,
        rules: Rules | None = None,
        conditions: Conditions | None = None,
    ) -> None:
        self.record = record
        self.remembered = remembered
        self._ensemble = Ensemble(tuple(networks), residuals, rules, conditions)

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Forecaster:
        """Reads a forecaster from its file.

        Args:
            path: a file that `save` or `elman fit --horizon` wrote.

        Raises:
            ModelFileError: the file does not exist, holds no forecaster, or is damaged.
        """
        return cls(*read_forecaster(Path(path)))

    @classmethod
    def from_bytes(cls, data: bytes) -> Forecaster:
        """Makes a forecaster from the bytes that `to_bytes` returned.

        Raises:
            ModelFileError: the bytes hold no forecaster, or are damaged.
        """
        return cls(*read_forecaster(data))

    def save(self, path: str | PathLike[str]) -> None:
        """Writes the forecaster to a file, in full or not at all.

        Args:
            path: where the file goes; a file that is there is replaced.

        Raises:
            ArgumentError: the file cannot be written.
        """
        write_forecaster(Path(path), self.to_bytes())

    def to_bytes(self) -> bytes:
        """Returns the content of the file that `save` writes."""
        parameters = [network.parameters() for network in self.networks]
        return forecaster_to_bytes(
            self.record, parameters, self.residuals, self.remembered, self.rules, self.conditions
        )

    def __reduce__(self) -> tuple[Any, ...]:
        """Lets `pickle` and `copy` carry the content of the file."""
        return type(self).from_bytes, (self.to_bytes(),)

    def describe(self) -> str:
        """Describes the forecaster in a few lines: networks, columns, training and validation scores."""
        from elman.forecasting.text import describe_forecaster

        return describe_forecaster(self)

    def _about(self) -> About:
        from elman.forecasting.text import about_forecaster

        return about_forecaster(self)

    @property
    def horizon(self) -> int:
        """The most rows that it can forecast."""
        return self.record.framing.horizon

    @property
    def networks(self) -> tuple[Network, ...]:
        """The networks. The forecast is the median of their outputs; inputs and outputs are scaled."""
        return self._ensemble.networks

    @property
    def residuals(self) -> Residuals:
        """The errors of its forecasts on the validation part, from which the bands are made."""
        return self._ensemble.residuals

    @property
    def rules(self) -> Rules | None:
        """The simple rules that share in the forecast, with their shares; None in files of elman 0.1.0."""
        return self._ensemble.rules

    @property
    def conditions(self) -> Conditions | None:
        """What the size of its errors depends on, besides the step; None in files of elman 0.1.0."""
        return self._ensemble.conditions

    # Many parameters: what users say of a forecast, all but the first by keyword.
    def forecast(
        self,
        sources: Source | Sequence[Source] | None = None,
        *,
        horizon: int | None = None,
        levels: Sequence[float] | None = None,
        back: int = 0,
        future_table: Source | Sequence[Source] | None = None,
        at: Stamp | str | datetime | None = None,
        rows: Rows | None = None,
        **reading: Any,
    ) -> Forecast:
        """Forecasts the rows after the last row of each series, or after an earlier row.

        Args:
            sources: a path, an array, a mapping, a frame or a list of these, with the columns that the
                forecaster was fitted to; or a `SeriesSet`. None: the series that it was fitted to.
            horizon: how many rows to forecast; None: the horizon of the fit. Beyond it, the forecaster's own
                forecasts are fed back, and a note says so.
            levels: the coverage of each band, in percent; None: the levels of the fit.
            back: how many rows before the last one to start from, so that the forecast can be compared with
                what came. Series that are shorter than this are left out.
            future_table: the future columns of the rows to come, as a table of its own: with the time, and
                with the id if there are several series. None: they stand in the rows after the last value.
            at: the last moment that is known, instead of the end of each series. Series that begin later are
                left out.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The forecast of every series, with its bands.

        Raises:
            ArgumentError: the data do not fit the forecaster, no series is long enough, or a covariate that
                must be known ahead is missing.
        """
        wanted = self._check_wanted(horizon)
        series = self._series(sources, rows, reading)
        known = self._known_ahead(future_table, reading)
        series = series if known is None else with_ahead(series, known)
        series = self._completed(series, ahead=max(wanted, self.horizon))
        left_out: tuple[str, ...] = ()
        if at is not None:
            origins, left_out = origins_at(series, at)
        elif back:
            origins = rolling_origins(series, back)
        else:
            series, left_out = _those_known_ahead(series, wanted)
            origins = last_origins(series)
        made = self.forecast_origins(series, origins, horizon=min(wanted, self.horizon), levels=levels)
        if wanted > self.horizon:
            made = self._beyond(made, wanted)
        if back or at is not None:
            seen = tuple(self.record.seen.notes(series, origins))
        else:
            seen = ended_before(series, self.horizon)
        return replace(made, notes=(*series.notes, *left_out, *seen, *made.notes))

    def _beyond(self, made: Forecast, horizon: int) -> Forecast:
        from elman.forecasting.beyond import forecast_beyond

        series = made.series
        series.select(made.series_M).cut(made.origins_M).check_known_ahead(horizon)
        made = forecast_beyond(made, horizon, partial(self.forecast_origins, levels=made.levels))
        point_MK, low_LMK, high_LMK = self._ensemble.settled(made.point_MK, made.low_LMK, made.high_LMK)
        return replace(made, point_MK=point_MK, low_LMK=low_LMK, high_LMK=high_LMK)

    def read_series(
        self,
        sources: Source | Sequence[Source] | None = None,
        *,
        rows: Rows | None = None,
        **reading: Any,
    ) -> SeriesSet:
        """Reads series from tables, by the columns that the forecaster was fitted to.

        Args:
            sources: a path, an array, a mapping, a frame or a list of these; or a `SeriesSet`. None: the
                series that the forecaster was fitted to.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Raises:
            ArgumentError: the data do not fit the forecaster.
        """
        return self._read(sources, rows, reading)

    def forecast_origins(
        self,
        series: SeriesSet,
        origins: Origins,
        *,
        horizon: int | None = None,
        levels: Sequence[float] | None = None,
        adaptive: bool = False,
    ) -> Forecast:
        """Forecasts from many origins at once. The network runs over each series once and keeps its state.

        Args:
            series: the rows up to the origins, at least. Later values are not looked at.
            origins: the rows to forecast from.
            horizon: how many rows to forecast, at most the horizon of the fit; None: all of them.
            levels: the coverage of each band, in percent; None: the levels of the fit.
            adaptive: whether the bands at later origins learn from the rows that have come by then.

        Raises:
            ArgumentError: the horizon is too long, or a covariate is missing.
        """
        count = self._check_horizon(horizon)
        levels = self.record.levels if levels is None else check_levels(levels)
        series = self._with_holidays(series)
        packed = pack_series(self.record.framing, series)
        spread, quantiles = self._ensemble.spread(packed, origins).first(count), self.record.quantiles
        if adaptive:
            low_LMK, high_LMK = follow_bands(self.residuals, spread, levels, quantiles, series, origins)
        else:
            low_LMK, high_LMK = make_bands(self.residuals, spread, levels, quantiles)
        point_MK = spread.values_MKQ[..., len(quantiles) // 2]
        point_MK, low_LMK, high_LMK = self._ensemble.settled(point_MK, low_LMK, high_LMK)
        return Forecast(
            series=series,
            series_M=origins.series_M,
            origins_M=origins.row_M,
            point_MK=point_MK,
            levels=tuple(levels),
            low_LMK=low_LMK,
            high_LMK=high_LMK,
            notes=(*self._notes(series), *self._notes_on_bands(packed, origins, levels)),
        )

    def sample_paths(
        self,
        sources: Source | Sequence[Source] | None = None,
        *,
        num_paths: int = 100,
        seed: int = 0,
        rows: Rows | None = None,
        **reading: Any,
    ) -> Array:
        """Draws possible futures of each series after its last row.

        Args:
            sources: a path, an array, a mapping, a frame or a list of these, with the columns that the
                forecaster was fitted to; or a `SeriesSet`. None: the series that it was fitted to.
            num_paths: how many futures to draw for each series.
            seed: the seed of the draws.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The paths `(paths, series, horizon)`, in the series' units.

        Raises:
            ArgumentError: the strategy is not recursive, or the data do not fit the forecaster.
        """
        series = self._read(sources, rows, reading)
        series.check_known_ahead(self.horizon)
        packed = pack_series(self.record.framing, series)
        known = packed.first_I >= 0
        origins = last_origins(series).where(known)
        paths_PMK = np.zeros((num_paths, len(series), self.horizon))
        paths_PMK[:, known] = sample_paths(self._ensemble, packed, origins, num_paths=num_paths, seed=seed)
        return paths_PMK

    # Many parameters: each is an option of a backtest, named where it is called, with a default.
    def backtest(
        self,
        sources: Source | Sequence[Source] | None = None,
        *,
        count: int | None = 1,
        stride: int | None = None,
        first: int = 0,
        holdout: Holdout | None = None,
        levels: Sequence[float] | None = None,
        adaptive: bool = False,
        baselines: Sequence[str] = DEFAULT,
        decided_by: str = "mase",
        refit: Callable[[SeriesSet], Forecaster] | None = None,
        scale_rows: Rows | None = None,
        refit_every: int = 1,
        rows: Rows | None = None,
        **reading: Any,
    ) -> Backtest:
        """Forecasts from past rows and scores these forecasts beside the baselines.

        Args:
            sources: a path, an array, a mapping, a frame or a list of these, with the columns that the
                forecaster was fitted to; or a `SeriesSet`. None: the series that it was fitted to.
            count: how many origins to take from each series, the latest ones; None: all.
            stride: rows from one origin to the next; None: the horizon.
            first: the earliest row that may be an origin.
            holdout: instead of `count`, `stride` and `first`: all origins whose horizons lie in the last rows
                of each series. Give their number, or the date on which they begin.
            levels: the coverage of each band, in percent; None: the levels of the fit.
            adaptive: whether the bands at later origins learn from the rows that have come by then.
            baselines: the names of the baselines.
            decided_by: the name of the metric that decides who is better.
            refit: a function that fits a forecaster to the rows before each cut-off, such as
                `elman.forecasting.refit_like(forecaster)`; None: this forecaster is tested as it is. With
                `refit`, the cut-offs are the same times for all series.
            scale_rows: the rows of each series that give the scales of the errors, such as the rows of the
                training part; None: the rows before the first origin of each series.
            refit_every: with `refit`, the number of cut-offs from one fit to the next.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The scores of the forecaster and of every baseline.

        Raises:
            ArgumentError: the data do not fit the forecaster, or have no such origin.
        """
        series = self._read(sources, rows, reading)
        stride = self.horizon if stride is None else stride
        notes: tuple[str, ...] = ()
        if holdout is not None:
            origins = held_out_origins(series, self.horizon, holdout, stride=stride)
        elif refit is None:
            origins = rolling_origins(series, self.horizon, count=count, stride=stride, first=first)
        else:
            origins, notes = common_origins(series, self.horizon, count=count, stride=stride, first=first)
        found = self.backtest_origins(
            series,
            origins,
            levels=levels,
            adaptive=adaptive,
            baselines=baselines,
            decided_by=decided_by,
            refit=refit,
            scale_rows=scale_rows,
            refit_every=refit_every,
        )
        return replace(found, notes=(*series.notes, *notes, *found.notes))

    # Many parameters: as `backtest`.
    def backtest_origins(
        self,
        series: SeriesSet,
        origins: Origins,
        *,
        levels: Sequence[float] | None = None,
        adaptive: bool = False,
        baselines: Sequence[str] = DEFAULT,
        decided_by: str = "mase",
        refit: Callable[[SeriesSet], Forecaster] | None = None,
        scale_rows: Rows | None = None,
        refit_every: int = 1,
    ) -> Backtest:
        """Forecasts from given origins and scores these forecasts beside the baselines.

        Args:
            series: the series, with the rows that come after the origins.
            origins: the rows to forecast from.
            levels: the coverage of each band, in percent; None: the levels of the fit.
            adaptive: whether the bands at later origins learn from the rows that have come by then.
            baselines: the names of the baselines.
            decided_by: the name of the metric that decides who is better.
            refit: a function that fits a forecaster to the rows before each cut-off, such as
                `elman.forecasting.refit_like(forecaster)`; None: this forecaster is tested as it is.
            scale_rows: the rows of each series that give the scales of the errors, such as the rows of the
                training part; None: the rows before the first origin of each series.
            refit_every: with `refit`, the number of cut-offs from one fit to the next.

        Returns:
            The scores of the forecaster and of every baseline.
        """

        def tested(forecaster: Forecaster) -> Forecasting:
            return partial(forecaster.forecast_origins, levels=levels, adaptive=adaptive)

        found = backtest(
            None if refit else tested(self),
            series,
            origins,
            train=known_before(series, origins),
            horizon=self.horizon,
            season=self.record.season,
            scale_season=customary_season(series.frequency),
            baselines=baselines,
            decided_by=decided_by,
            refit=None if refit is None else lambda known: tested(refit(known)),
            scale_rows=scale_rows,
            refit_every=refit_every,
        )
        seen = () if refit else self.record.seen.notes(series, origins)
        return replace(found, notes=(*seen, *found.notes))

    def update(
        self,
        sources: Source | Sequence[Source],
        *,
        steps: int | None = None,
        budget: float | str | None = None,
        threads: int | None = None,
        rows: Rows | None = None,
        **reading: Any,
    ) -> Forecaster:
        """Makes a forecaster that has also learned from new rows; this one stays as it is.

        Its networks are trained a little further, with the framing, the scaling and the shares of the rules
        that they have. The bands are measured again, on rows that were not trained on.

        Args:
            sources: the tables with the new rows, or with all rows. If the forecaster keeps its series, rows
                of these go on from their end. A forecaster with covariates keeps no series, and needs the
                whole tables.
            steps: the number of training steps of each network; None: a tenth of the steps of the fit.
            budget: instead of `steps`, the time for everything, such as "30s" or "5m", or in seconds.
            threads: the most threads to use; None: one for every core.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The new forecaster.

        Raises:
            ArgumentError: the data do not fit the forecaster, or have no rows later than those it knows.
        """
        fitted = self.run_update(sources, steps=steps, budget=budget, threads=threads, rows=rows, **reading)
        return fitted.forecaster

    def run_update(
        self,
        sources: Source | Sequence[Source],
        *,
        steps: int | None = None,
        budget: float | str | None = None,
        threads: int | None = None,
        watch: Watch | None = None,
        rows: Rows | None = None,
        **reading: Any,
    ) -> FittedForecaster:
        """Makes a forecaster that has also learned from new rows, and reports what was done.

        Args:
            sources: the tables with the new rows, or with all rows. If the forecaster keeps its series, rows
                of these go on from their end. A forecaster with covariates keeps no series, and needs the
                whole tables.
            steps: the number of training steps of each network; None: a tenth of the steps of the fit.
            budget: instead of `steps`, the time for everything, such as "30s" or "5m", or in seconds.
            threads: the most threads to use; None: one for every core.
            watch: is told how the training goes.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The report, which has the new forecaster.

        Raises:
            ArgumentError: the data do not fit the forecaster, or have no rows later than those that it knows.
        """
        from elman.forecasting.fitting import update_forecaster
        from elman.series.continuing import go_on

        plain = self._series(sources, rows, reading)
        if self.remembered is not None:
            plain = go_on(self.remembered, plain)
        series = self._with_holidays(plain)
        if self.record.framing.numbers == ROUNDED:
            plain, series = plain.rounded(), series.rounded()
        return update_forecaster(
            self, series, plain, steps=steps, budget=budget, threads=threads, watch=watch
        )

    def importances(
        self,
        sources: Source | Sequence[Source] | None = None,
        *,
        count: int | None = 20,
        repeats: int = 5,
        seed: int = 0,
        rows: Rows | None = None,
        **reading: Any,
    ) -> Importances:
        """Measures how much worse the forecasts become if the values of one covariate are shuffled.

        Args:
            sources: a path, an array, a mapping, a frame or a list of these, with the columns that the
                forecaster was fitted to; or a `SeriesSet`. None: the series that it was fitted to.
            count: how many origins to take from each series, the latest ones, a horizon apart; None: all.
            repeats: how often each column is shuffled.
            seed: the seed of the shuffles.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The importance of every covariate.

        Raises:
            ArgumentError: the forecaster has no covariate, or the data do not fit it.
        """
        from elman.forecasting.importances import measure_importances

        series = self._read(sources, rows, reading)
        origins = rolling_origins(series, self.horizon, count=count, stride=self.horizon)

        def point(given: SeriesSet, at: Origins) -> Array:
            return self.forecast_origins(given, at).point_MK

        return measure_importances(point, series, origins, self.horizon, repeats=repeats, seed=seed)

    def what_if(
        self,
        changes: Mapping[str, Value],
        sources: Source | Sequence[Source] | None = None,
        *,
        horizon: int | None = None,
        rows: Rows | None = None,
        **reading: Any,
    ) -> WhatIf:
        """Forecasts twice: with the given values, and with other values of columns known ahead.

        The difference shows what the forecaster has learned about a column. It does not prove that the column
        is a cause.

        Args:
            changes: for each column that changes, a number or a text for all rows ahead, or one for each of
                these rows.
            sources: a path, an array, a mapping, a frame or a list of these, with the columns that the
                forecaster was fitted to; or a `SeriesSet`. None: the series that it was fitted to.
            horizon: how many rows to forecast; None: the horizon of the fit.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            Both forecasts.

        Raises:
            ArgumentError: a column is not known ahead, a value does not fit it, or the data do not fit.
        """
        from elman.forecasting.what_if import WhatIf, with_changes

        series = self._read(sources, rows, reading)
        changed = with_changes(series, changes, self._check_horizon(horizon))
        return WhatIf(
            plain=self.forecast(series, horizon=horizon), changed=self.forecast(changed, horizon=horizon)
        )

    def stream(
        self,
        first: Stamp | str | datetime | None = None,
        *,
        levels: Sequence[float] | None = None,
        adaptive: bool = False,
        state: ForecastState | None = None,
        future_table: Source | Sequence[Source] | None = None,
        time_format: str | None = None,
    ) -> ForecastStream:
        """Opens a stream for one series: it takes the newest row and answers with a forecast.

        Args:
            first: the time of the series' first row, for example "2024-01-31 12:00"; in UTC if the series has
                a time zone and a step below a day. None: the rows tell their times, or they are counted from
                0, which is allowed if the forecaster does not look at the calendar.
            levels: the coverage of each band, in percent; None: the levels of the fit.
            adaptive: whether the bands learn from every new row.
            state: a state to go on from; it holds the time of the first row.
            future_table: the future columns by time, for the rows of the stream and the horizon after them.
            time_format: how the times of rows are written, for example "day-first" or "%d/%m/%Y"; None: found
                in the times.

        Raises:
            ArgumentError: no row can have the first time, or the future columns have no table.
            StateError: the state belongs to another forecaster, or to other bands.
        """
        stream = ForecastStream(
            self.record,
            self._ensemble,
            times=StreamTimes(
                first_stamp=read_stamp(first, self.record),
                known_ahead=self._known_ahead(future_table, {}),
                countries=split_countries(self.record.options.get("holidays")),
                time_format=time_format,
            ),
            levels=self.record.levels if levels is None else check_levels(levels),
            adaptive=adaptive,
        )
        if state is not None:
            stream.go_on_from(state)
        return stream

    def plot(
        self,
        path: str | PathLike[str],
        sources: Source | Sequence[Source] | None = None,
        *,
        rows: Rows | None = None,
        **reading: Any,
    ) -> Forecast:
        """Writes a picture of the history, the forecast and its bands.

        Args:
            path: where the picture goes; its name ends in .png, .svg or .pdf.
            sources: a path, an array, a mapping, a frame or a list of these; or a `SeriesSet`. It is forecast
                from a horizon before its end, so that the truth is drawn too. None: the series that the
                forecaster was fitted to, forecast from their end.
            rows: first row and the row after the last one, of each table; None: all rows.
            **reading: how the tables are read, by the options of `elman.tables.ReadOptions`, for example
                `separator=";"`.

        Returns:
            The forecast that was drawn.

        Raises:
            ArgumentError: the data do not fit the forecaster, or the picture cannot go there.
        """
        from elman.forecasting.pictures import plot_forecast
        from elman.plots import check_plot_path

        path = Path(path)
        check_plot_path(path)
        made = self.forecast(sources, rows=rows, back=0 if sources is None else self.horizon, **reading)
        # What speaks against a picture stands in it; what reading did does not.
        spoken = [note for note in made.notes if note not in made.series.notes]
        notes = plot_forecast(made, path, season=self.record.season, notes=spoken)
        return replace(made, notes=(*made.notes, *notes))

    def export(
        self,
        path: str | PathLike[str],
        *,
        to: str | None = None,
        sample: Source | Sequence[Source] | None = None,
        levels: Sequence[float] | None = None,
    ) -> Exported:
        """Writes the forecaster as a C file, which contains framing, seasons, rules and bands.

        The file is compiled and run beside the forecaster, over whole series, in chunks and row by row. If
        it differs by more than 1e-5 of the series' scale, there is no file.

        Args:
            path: the file to write; its name ends in .c.
            to: the format, `c`.
            sample: tables to test the file on, beside made-up rows; None: the series of the fit.
            levels: the coverage of each band, in percent; None: the levels of the fit.

        Raises:
            ArgumentError: the file could not say all that the forecaster does, or cannot be written.
            ExportError: the file does not agree with the forecaster.
        """
        from elman.export.forecasts.exporting import check_output, export_forecaster
        from elman.forecasting.exports import made_up_series, make_exportable, what_it_says

        check_output(Path(path), to)
        asked = self.record.levels if levels is None else check_levels(levels)
        # A forecaster of covariates keeps no series, and is refused before one is asked for.
        kept = None if self.remembered is None else self.remembered.first[0]
        parts = make_exportable(self.record, self._ensemble, asked, Path(path), kept)
        known = self._read(sample, None, {})
        wanted = [
            one
            for series in (known, made_up_series(self.record, known))
            for one in what_it_says(self.record, self._ensemble, asked, series)
        ]
        return export_forecaster(parts, Path(path), wanted)

    def _read(
        self,
        sources: Source | Sequence[Source] | None,
        rows: Rows | None,
        reading: Mapping[str, Any],
        ahead: int | None = None,
    ) -> SeriesSet:
        return self._completed(self._series(sources, rows, reading), ahead)

    def _completed(self, series: SeriesSet, ahead: int | None = None) -> SeriesSet:
        """With the holidays, and rounded as elman 0.1.0 read numbers, if it was fitted so."""
        series = self._with_holidays(series, ahead)
        return series.rounded() if self.record.framing.numbers == ROUNDED else series

    def _with_holidays(self, series: SeriesSet, ahead: int | None = None) -> SeriesSet:
        countries = split_countries(self.record.options.get("holidays"))
        if not countries:
            return series
        from elman.series.holidays import with_holidays

        return with_holidays(series, countries, ahead=ahead or self.horizon, categories=self._holiday_names())

    def _holiday_names(self) -> dict[str, tuple[str, ...]]:
        return {column.name: column.categories for column in self.record.framing.covariates.future}

    def _series(
        self, sources: Source | Sequence[Source] | None, rows: Rows | None, reading: Mapping[str, Any]
    ) -> SeriesSet:
        if isinstance(sources, SeriesSet):
            return sources
        if sources is not None:
            return read_series(
                sources,
                self.record.columns,
                rows=rows,
                **reading,
                frequency=self.record.frequency,
                categories=self.record.categories,
            )
        if self.remembered is None:
            raise ArgumentError(
                "sources must be given, because this forecaster needs covariates and keeps no series. "
                "Pass the table."
            )
        return self.remembered

    def _known_ahead(
        self, source: Source | Sequence[Source] | None, reading: Mapping[str, Any]
    ) -> KnownAhead | None:
        if source is None:
            return None
        return read_ahead(
            source,
            self.record.columns,
            frequency=self.record.frequency,
            categories=self.record.categories,
            **reading,
        )

    def _check_wanted(self, horizon: int | None) -> int:
        """The rows that are wanted, within the horizon of the fit or beyond."""
        if horizon is None:
            return self.horizon
        if not 1 <= horizon <= _FARTHEST * self.horizon:
            raise ArgumentError(
                f"horizon must be from 1 to {self.horizon}, which it was fitted for, or up to "
                f"{_FARTHEST} times that, by feeding back, got {horizon}. Fit one for a longer horizon."
            )
        return horizon

    def _check_horizon(self, horizon: int | None) -> int:
        if horizon is None:
            return self.horizon
        if not 1 <= horizon <= self.horizon:
            raise ArgumentError(
                f"horizon must be from 1 to {self.horizon}, which it was fitted for, got {horizon}. "
                "Fit one for a longer horizon."
            )
        return horizon

    def _notes_on_bands(
        self, packed: PackedSeries, origins: Origins, levels: Sequence[float]
    ) -> Iterator[str]:
        """Yields what makes the bands doubtful: levels that few errors support, and short histories."""
        if self.conditions is None or not len(origins) or not levels:
            return
        fewest = int(self.residuals.count_K.min())
        if fewest < _FEW_FOR_A_TAIL / (100.0 - max(levels)):
            yield (
                f"The {max(levels):g} % bands are based on about {fewest} independent errors of the fit. "
                "Beyond the largest of them they are extrapolated."
            )
        rows_M = origins.row_M + 1 - np.maximum(packed.first_I[origins.series_M], 0)
        lags = self.record.framing.lags
        short_M = rows_M < min(lags, _SHORT_HISTORY)
        if short_M.any():
            least = int(rows_M[short_M].min())
            yield (
                f"{int(short_M.sum())} of {len(rows_M)} forecasts are based on a short history ({least} of "
                f"the {lags} rows that a step looks back on); their bands are as wide as those of short "
                "histories in the fit."
            )

    def _notes(self, series: SeriesSet) -> list[str]:
        notes = list(self._unknown_texts(series))
        unknown = [name for name, y_N in zip(series.ids, series.y, strict=True) if np.isnan(y_N).all()]
        if unknown:
            notes.append(f"{len(unknown)} series have no known value; their forecast is 0: {unknown[0]!r}.")
        return notes

    def _unknown_texts(self, series: SeriesSet) -> Iterator[str]:
        """Yields a note for each static column with texts that the training did not have."""
        for column in self.record.framing.covariates.static:
            texts = {text for text in series.static.get(column.name, ()) if isinstance(text, str) and text}
            strange = sorted(texts - set(column.categories)) if column.categories else []
            if strange:
                yield (
                    f"Static column {column.name!r} has texts that the training did not have. They count as "
                    f"unknown: {', '.join(map(repr, strange[:5]))}."
                )


def _those_known_ahead(series: SeriesSet, rows: int) -> tuple[SeriesSet, tuple[str, ...]]:
    """Returns the series that can be forecast, and a note on the others.

    Raises:
        ArgumentError: no series can be forecast.
    """
    known = series.known_ahead(rows)
    if known.all():
        return series, ()
    if not known.any():
        series.check_known_ahead(rows)
    names = [name for name, has in zip(series.ids, known, strict=True) if not has]
    note = (
        f"{len(names)} of {len(series)} series were left out, because their covariates end before the {rows} "
        f"rows that are forecast: {', '.join(map(repr, names[:5]))}."
    )
    return series.select(np.flatnonzero(known)), (note,)
