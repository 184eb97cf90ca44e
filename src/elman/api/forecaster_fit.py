"""A fit of a forecaster of the targets' own future."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter
from typing import TYPE_CHECKING, Any

from elman.api.request import FitRequest
from elman.errors import ArgumentError
from elman.forecasting import checkpoint_paths, fit_forecaster, option_names, split_options
from elman.series import SeriesColumns, SeriesSet
from elman.series.holdout import held_out_origins, split_off
from elman.series.origins import ended_before
from elman.series.reading import read_with_columns

if TYPE_CHECKING:
    from elman.forecasting import FittedForecaster
    from elman.training import Watch

_INSTEAD = {"epochs": "Give steps or a budget."}


class ForecasterFit:
    """A fit of a forecaster whose series are read and whose options are checked."""

    def __init__(self, request: FitRequest) -> None:
        """Reads.

        Raises:
            ArgumentError: the data or an option cannot be used.
        """
        assert request.horizon is not None
        self._began = perf_counter()
        _check_names(request.options)
        self._options = split_options(request.options, request.horizon)
        self._request = request
        if request.checkpoint is not None:
            files = checkpoint_paths(request.checkpoint, self._options)
            request.check_checkpoints([request.checkpoint, *files])
        named = request.columns
        self._columns = SeriesColumns(
            targets=named.targets,
            id=named.id,
            time=named.time,
            future=named.future,
            past=named.past,
            static=named.static,
        )
        self._series, self._columns = self._read(request)
        self._whole: SeriesSet = self._series
        self._left_out: tuple[str, ...] = ()
        if request.holdout is not None:
            held_out_origins(self._whole, request.horizon, request.holdout, stride=request.horizon)
            self._series, self._left_out = split_off(self._whole, request.holdout)

    def _read(self, request: FitRequest) -> tuple[SeriesSet, SeriesColumns]:
        given, asked = request.sources, self._options.asked_calendar
        if not isinstance(given, SeriesSet):
            named = request.columns
            return read_with_columns(given, self._columns, rows=named.rows, asked=asked, **named.reading)
        if asked:
            raise ArgumentError(
                "freq, weekmask and hours must be given where tables are read, got series that are read "
                "already. Give them to elman.read_series."
            )
        return given, self._columns

    @property
    def notes(self) -> tuple[str, ...]:
        """What reading found and did, and which series ended long before the others, one sentence each."""
        ended = ended_before(self._series, self._options.horizon)
        return (*self._series.notes, *ended, *self._left_out)

    def baseline(self) -> None:
        """Returns None: while networks train they are scored in scaled units, which baselines do not have."""
        return

    def train(self, watch: Watch | None = None) -> FittedForecaster:
        """Trains and scores; see `PreparedFit.train`."""
        fitted = fit_forecaster(
            self._series,
            self._columns,
            self._options,
            checkpoint=self._request.checkpoint,
            checkpoint_seconds=self._request.checkpoint_seconds,
            watch=watch,
            began=self._began,
        )
        if self._request.holdout is None:
            return fitted
        tested = fitted.forecaster.backtest(self._whole, holdout=self._request.holdout)
        return replace(fitted, held_out=replace(tested, notes=()))


def _check_names(options: Mapping[str, Any]) -> None:
    """Checks the names of options; an option of models gets an error of its own."""
    strange = [name for name in options if name not in option_names()]
    if strange:
        from elman.model import option_names as names_of_models

        for name in strange:
            if name in names_of_models():
                raise ArgumentError(
                    f"{name} must not be given with a horizon, got {options[name]!r}. "
                    f"{_INSTEAD.get(name, 'It is for models of inputs and targets.')}"
                )
