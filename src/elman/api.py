"""The one door: fit a model or a forecaster, load either."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from elman.errors import ArgumentError
from elman.storage import container
from elman.tables import Rows

if TYPE_CHECKING:
    from elman.forecasting import Forecaster
    from elman.model import Model
    from elman.series import SeriesSet
    from elman.tables.sources import Source


@overload
def fit(
    sources: Source | Sequence[Source],
    *,
    inputs: str | Sequence[str],
    targets: str | Sequence[str],
    id: str | None = None,
    time: str | None = None,
    rows: Rows | None = None,
    start: Model | None = None,
    checkpoint: str | Path | None = None,
    horizon: None = None,
    **options: Any,
) -> Model: ...


@overload
def fit(
    sources: Source | Sequence[Source] | SeriesSet,
    *,
    horizon: int,
    targets: str | Sequence[str] = (),
    id: str | None = None,
    time: str | None = None,
    future: str | Sequence[str] = (),
    past: str | Sequence[str] = (),
    static: str | Sequence[str] = (),
    rows: Rows | None = None,
    checkpoint: str | Path | None = None,
    **options: Any,
) -> Forecaster: ...


def fit(
    sources: Source | Sequence[Source] | SeriesSet,
    *,
    inputs: str | Sequence[str] | None = None,
    targets: str | Sequence[str] | None = None,
    id: str | None = None,  # noqa: A002
    time: str | None = None,
    rows: Rows | None = None,
    start: Model | None = None,
    checkpoint: str | Path | None = None,
    horizon: int | None = None,
    future: str | Sequence[str] = (),
    past: str | Sequence[str] = (),
    static: str | Sequence[str] = (),
    **options: Any,
) -> Model | Forecaster:
    """Fits a model to a table; with a horizon, a forecaster of the targets' own future.

    Args:
        sources: a path, an array, a mapping, a frame, or a list of these: see `elman.read_sequences`.
        inputs: the input columns; None with a horizon.
        targets: the target columns. With a horizon each is a series of its own; None: `y`.
        id: the column that tells the sequences of a table apart.
        time: the column that must ascend within a sequence; the time stamps of a forecaster.
        rows: first row and the row after the last one, of each table.
        start: a model to fit further.
        checkpoint: a file to save to while training, and to go on from if it exists.
        horizon: rows to forecast; None: the targets are learned from the inputs, row by row.
        future: with a horizon, columns that are known ahead.
        past: with a horizon, columns that are known up to the present.
        static: with a horizon, columns that never change within a series.
        **options: the fields of `elman.FitOptions` and of `elman.DataOptions`, by name; with a horizon, those
            of `elman.ForecastOptions`. The loss may be given by its own name.

    Raises:
        ArgumentError: the data or an option cannot be used.
        DivergenceError: no learning rate kept the loss finite.
    """
    path = None if checkpoint is None else Path(checkpoint)
    ahead = {"future": _names(future), "past": _names(past), "static": _names(static)}
    if horizon is not None:
        from elman.forecasting import fit_forecaster
        from elman.forecasting import split_options as split_forecast_options
        from elman.series import SeriesColumns

        _check_forecast_roles(inputs, start)
        columns = SeriesColumns(targets=_names(targets or ()), id=id, time=time, **ahead)
        forecast_options = split_forecast_options(options, horizon)
        return fit_forecaster(sources, columns, forecast_options, rows=rows, checkpoint=path).forecaster
    if any(ahead.values()) or inputs is None or targets is None:
        raise ArgumentError(
            "inputs and targets must be named, and nothing that is known ahead, unless a horizon is given. "
            "To forecast the targets' own future, say horizon=... rows."
        )
    from elman.model import check_start, fit_prepared, read_prepared, split_options

    if start is not None:
        check_start(options, start)
    data_options, fit_options = split_options(options)
    data = read_prepared(
        sources,
        inputs=inputs,
        targets=targets,
        id=id,
        time=time,
        rows=rows,
        options=data_options,
        start=start,
    )
    return fit_prepared(data, fit_options, start=start, checkpoint=path).model


def _check_forecast_roles(inputs: str | Sequence[str] | None, start: Model | None) -> None:
    if inputs:
        raise ArgumentError(
            f"inputs must be empty with a horizon, got {_names(inputs)}: the targets' own past is the input. "
            "What else is known goes into future, past or static."
        )
    if start is not None:
        raise ArgumentError("start must be None with a horizon: a forecaster is fitted anew.")


def load(path: str | PathLike[str]) -> Model | Forecaster:
    """Reads what `Model.save`, `Forecaster.save` or `elman fit` wrote: the file says which it is.

    Raises:
        ModelFileError: it is not there, no model file, or damaged.
    """
    from elman.model import RECORD_KEY, Model

    keys = container.keys_of(Path(path))
    if RECORD_KEY not in keys:
        # Whoever loads a model to predict is not to wait for what forecasts.
        from elman.forecasting import RECORD_KEY as FORECASTER_KEY
        from elman.forecasting import Forecaster

        if FORECASTER_KEY in keys:
            return Forecaster.load(path)
    return Model.load(path)


def _names(given: str | Sequence[str]) -> tuple[str, ...]:
    return (given,) if isinstance(given, str) else tuple(given)
