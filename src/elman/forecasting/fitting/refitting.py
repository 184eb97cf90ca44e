"""The fit of a forecaster, repeated on other rows, for a backtest with refit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace

from elman import registry
from elman.forecasting.fitting.from_table import fit_forecaster
from elman.forecasting.forecaster import Forecaster
from elman.forecasting.options import ForecastOptions
from elman.forecasting.record import ForecastRecord
from elman.network.losses import LOSSES, Loss, Pinball
from elman.series.series_set import SeriesSet
from elman.training.stored import from_stored


def refit_like(forecaster: Forecaster, *, threads: int | None = None) -> Callable[[SeriesSet], Forecaster]:
    """Returns a function that fits a new forecaster to other rows, with the options of this one.

    Options that were left to the data are chosen again, because choices made on later rows would flatter the
    backtest.

    Args:
        forecaster: the forecaster whose options are used.
        threads: the most threads to use; None: `ELMAN_THREADS`, or every core.

    Returns:
        A function from the rows known at an origin to a fitted forecaster. Pass it to
        `Forecaster.backtest(..., refit=...)`. Ctrl-C ends it with KeyboardInterrupt.
    """
    options = replace(options_of(forecaster.record), threads=threads)

    def refit(known: SeriesSet) -> Forecaster:
        fitted = fit_forecaster(known, forecaster.record.columns, options)
        if fitted.result.interrupted:
            raise KeyboardInterrupt
        return fitted.forecaster

    return refit


def options_of(record: ForecastRecord) -> ForecastOptions:
    """Returns the options of the fit from the forecaster's file."""
    names = {part.name for part in fields(ForecastOptions)} - {"loss", "levels", "threads"}
    kept = {name: value for name, value in from_stored(record.options).items() if name in names}
    return ForecastOptions(**kept, loss=_loss(record), levels=record.levels)


def _loss(record: ForecastRecord) -> Loss:
    kind = registry.lookup("loss", LOSSES, record.options["loss"])
    numbers = record.options["loss_numbers"]
    return kind(tuple(numbers)) if kind is Pinball else kind(*numbers)
