"""From tables to a model or a forecaster, in one call."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, overload

from elman.api.preparing import prepare_fit
from elman.api.request import FitColumns, FitRequest
from elman.api.telling import showing, tell_notes, tell_report
from elman.moved import with_new_names
from elman.readers.rows import Rows
from elman.tables.columns import READ_OPTIONS

if TYPE_CHECKING:
    from elman.api.keywords import ForecastKeywords, ModelKeywords
    from elman.data import Sequences
    from elman.forecasting import Forecaster
    from elman.model import Model
    from elman.series import SeriesSet
    from elman.tables.sources import Source
    from elman.training import Watch

_NEW_NAMES = {"num_layers": "layers", "seconds": "budget", "head": "strategy"}


@overload
def fit(
    sources: Source | Sequence[Source] | Sequences,
    *,
    inputs: str | Sequence[str] | None = None,
    targets: str | Sequence[str] | None = None,
    id: str | Sequence[str] | None = None,
    time: str | None = None,
    rows: Rows | None = None,
    start: Model | str | PathLike[str] | None = None,
    checkpoint: str | PathLike[str] | None = None,
    checkpoint_every: float | str = 5.0,
    progress: bool | None = None,
    callback: Watch | None = None,
    watch: bool = False,
    horizon: None = None,
    **options: Unpack[ModelKeywords],
) -> Model: ...


@overload
def fit(
    sources: Source | Sequence[Source] | SeriesSet,
    *,
    horizon: int,
    targets: str | Sequence[str] | None = None,
    id: str | Sequence[str] | None = None,
    time: str | None = None,
    rows: Rows | None = None,
    future: str | Sequence[str] = (),
    past: str | Sequence[str] = (),
    static: str | Sequence[str] = (),
    holdout: int | str | None = None,
    checkpoint: str | PathLike[str] | None = None,
    checkpoint_every: float | str = 5.0,
    progress: bool | None = None,
    callback: Watch | None = None,
    watch: bool = False,
    **options: Unpack[ForecastKeywords],
) -> Forecaster: ...


# Many parameters: this is the vocabulary of a fit, all but the first by keyword, the same as on the command
# line. Everything behind it takes a `FitRequest`.
def fit(
    sources: Any,
    *,
    inputs: str | Sequence[str] | None = None,
    targets: str | Sequence[str] | None = None,
    id: str | Sequence[str] | None = None,  # noqa: A002
    time: str | None = None,
    rows: Rows | None = None,
    horizon: int | None = None,
    future: str | Sequence[str] = (),
    past: str | Sequence[str] = (),
    static: str | Sequence[str] = (),
    holdout: int | str | None = None,
    start: Model | str | PathLike[str] | None = None,
    checkpoint: str | PathLike[str] | None = None,
    checkpoint_every: float | str = 5.0,
    progress: bool | None = None,
    callback: Watch | None = None,
    watch: bool = False,
    **options: Any,
) -> Any:
    """Fits a model to a table; with a horizon, a forecaster of the targets' own future.

    Args:
        sources: a path, an array, a mapping, a frame, or a list of these: see `elman.read_sequences`. What
            `elman.read_sequences` or `elman.read_series` returned is taken too.
        inputs: the input columns; None with a horizon. On the command line `--input`, once for each.
        targets: the target columns. With a horizon each is a series of its own; None: `y`. On the command
            line `--target`, once for each.
        id: the column that tells the sequences of a table apart.
        time: the column that must ascend within a sequence; the time stamps of a forecaster.
        rows: first row and the row after the last one, of each table.
        horizon: rows to forecast; None: the targets are learned from the inputs, row by row.
        future: with a horizon, columns that are known ahead.
        past: with a horizon, columns that are known up to the present.
        static: with a horizon, columns that never change within a series.
        holdout: with a horizon, rows of the end of each series, or a date: these rows, or those from it on,
            are not learned from, and `elman.api.run_fit` tests the forecaster on them.
        start: a model to fit further, or its file. Its inputs and targets are taken where none are named.
        checkpoint: a file to save the run to while it trains, and to go on from if it exists. Removing it is
            the caller's.
        checkpoint_every: least time between two saves: 30s, 5m, or seconds.
        progress: whether a line shows how the training goes; None: where someone sees it, on a terminal and
            in a notebook.
        callback: is told how the training goes: an `elman.Watch` with the methods that you replace.
        watch: whether a page on this machine shows the training while it runs; its address is printed.
        **options: the fields of `elman.FitOptions` and of `elman.DataOptions`, by name; with a horizon, those
            of `elman.ForecastOptions`. The loss may be given by its own name. And how tables are read, as
            `elman.read_sequences`.

    The logger `elman` is told what reading found and what was chosen (level INFO). A score that may be good
    for a bad reason is warned of (`elman.ElmanWarning`).

    Returns:
        The model or the forecaster. Ctrl-C while it trains returns the best so far.

    Raises:
        ArgumentError: the data or an option cannot be used.
        DivergenceError: no learning rate kept the loss finite.
    """
    reading = {name: options.pop(name) for name in READ_OPTIONS & options.keys()}
    columns = FitColumns.of(
        inputs=inputs,
        targets=targets,
        id=id,
        time=time,
        rows=rows,
        future=future,
        past=past,
        static=static,
        **reading,
    )
    request = FitRequest(
        sources=sources,
        columns=columns,
        options=with_new_names(options, _NEW_NAMES),
        horizon=horizon,
        holdout=holdout,
        start=start,
        checkpoint=None if checkpoint is None else Path(checkpoint),
        checkpoint_every=checkpoint_every,
    )
    prepared = prepare_fit(request)
    tell_notes(prepared.notes)
    with showing(prepared, progress, callback, watch=watch) as told:
        report = prepared.train(told)
    tell_report(report)
    return report.product
