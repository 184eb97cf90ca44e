"""`elman fit`: from a table to a model, or with a horizon to a forecaster."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli import exit_codes
from elman.cli.columns import (
    AsJson,
    DataFiles,
    Ids,
    Inputs,
    Quiet,
    RowRange,
    Targets,
    Time,
    print_notes,
    reading,
    split_names,
)
from elman.cli.default_names import name_output
from elman.cli.fit_options import GROUPS, option_parameters
from elman.cli.output import say, say_json, tell
from elman.cli.repeats import Repeats, check_repeat, repeat_fit
from elman.cli.sections import COLUMNS, FORECASTS, NETWORK, OUTPUT
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.api import FitRequest, PreparedFit
    from elman.cli.fit_places import FitPlaces
    from elman.learned import FitReport


def fit(
    context: typer.Context,
    data: DataFiles,
    *,
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    horizon: Annotated[
        int | None,
        typer.Option(
            help="Rows ahead: fits a forecaster of the targets' own future.", rich_help_panel=COLUMNS
        ),
    ] = None,
    future: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="With --horizon, columns that are known ahead.", rich_help_panel=COLUMNS
        ),
    ] = None,
    past: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="With --horizon, columns that are known up to now.", rich_help_panel=COLUMNS
        ),
    ] = None,
    static: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="With --horizon, columns with one value a series.", rich_help_panel=COLUMNS
        ),
    ] = None,
    holdout: Annotated[
        str | None,
        typer.Option(
            metavar="ROWS|DATE",
            help="The last rows of each series, or those from a date on, are tested on alone.",
            rich_help_panel=FORECASTS,
        ),
    ] = None,
    start: Annotated[
        Path | None,
        typer.Option("--start", "--from", help="A model to fit further.", rich_help_panel=NETWORK),
    ] = None,
    head: Annotated[str | None, typer.Option(hidden=True, help="The old name of --strategy.")] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Where the model goes.  [default: DATA.safetensors]",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(help="Save the run here while training, and go on from it.", rich_help_panel=OUTPUT),
    ] = None,
    checkpoint_every: Annotated[
        str, typer.Option(help="Time between two saves.", rich_help_panel=OUTPUT)
    ] = "5s",
    plot: Annotated[
        Path | None,
        typer.Option(help="Draw loss and validation: .png, .svg or .pdf.", rich_help_panel=OUTPUT),
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Write a report of the validation part: .html.", rich_help_panel=OUTPUT),
    ] = None,
    watch: Annotated[
        bool,
        typer.Option("--watch", help="Show the training in a page on this machine.", rich_help_panel=OUTPUT),
    ] = False,
    repeat: Annotated[
        int,
        typer.Option(
            metavar="TIMES",
            help="Fit with so many seeds, and print the spread of the skill.",
            rich_help_panel=OUTPUT,
        ),
    ] = 1,
    as_json: AsJson = False,
    quiet: Quiet = False,
    **options: Any,
) -> None:
    """Fits a network to a table, and scores it on the last part.

    Example: elman fit tanks.csv -i pump -t level

    With --horizon ROWS there are no inputs: what is learned is the targets' own future. Each target column is
    a series of its own; with --id a table holds many.

    Ctrl-C while it trains saves the best so far and ends with the exit code 130. Who stops it in the page of
    --watch keeps the best so far too, and the exit code is 0.

    With --checkpoint, the same command goes on where a killed or interrupted run was, to the same bits; the
    checkpoint is removed when the model is saved.
    """
    from elman.api import prepare_fit
    from elman.cli.fit_places import FitPlaces

    context.params["output"] = name_output(output, data, ".safetensors")
    places = FitPlaces.of(context.params)
    if report is not None and horizon is not None:
        raise ArgumentError(
            "report must not be given with --horizon: a forecaster is tested at past origins. "
            "Fit it, then use elman report."
        )
    request = _request(context.params, places)
    check_repeat(request, repeat)
    prepared = prepare_fit(request)
    if places.talks:
        print_notes(prepared.notes)
    fitted, stopped = (_train_watched if watch else _train)(prepared, places)
    fitted.save(places.output)
    repeats = None
    if repeat > 1 and not fitted.result.interrupted:
        repeats = repeat_fit(request, fitted, repeat)
    _show(fitted, places, "model" if horizon is None else "forecaster", repeats)
    if fitted.result.interrupted and not stopped:
        raise typer.Exit(exit_codes.INTERRUPTED)


def _signature() -> inspect.Signature:
    """That of `fit`, the generated options in the place of `**options`."""
    written = [
        parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)
        for parameter in inspect.signature(fit, eval_str=True).parameters.values()
        if parameter.kind is not inspect.Parameter.VAR_KEYWORD
    ]
    return inspect.Signature([*written, *option_parameters()])


# What typer asks a function for its parameters by.
setattr(fit, "__signature__", _signature())  # noqa: B010


def _request(given: Mapping[str, Any], places: FitPlaces) -> FitRequest:
    from elman.api import FitColumns, FitRequest

    ahead = {name: split_names(given[name], given) for name in ("future", "past", "static")}
    return FitRequest(
        sources=places.data,
        columns=FitColumns.of(**reading(given), **ahead),
        options=_options(given),
        horizon=given["horizon"],
        holdout=given["holdout"],
        start=given["start"],
        checkpoint=places.checkpoint,
        checkpoint_every=given["checkpoint_every"],
    )


def _options(given: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were typed, by name."""
    names = [name for names in GROUPS.values() for name in names]
    options = {name: given[name] for name in names if given[name] is not None}
    if given["head"] is None:
        return options
    if "strategy" in options:
        raise ArgumentError("strategy must be given once, got --strategy and --head, its old name.")
    print_notes(["--head is called --strategy now. The next release drops the old name."])
    return options | {"strategy": given["head"]}


def _train(prepared: PreparedFit, places: FitPlaces) -> tuple[FitReport, bool]:
    from elman.training import live_fit

    baseline = prepared.baseline() if places.talks else None
    with live_fit(baseline=baseline and baseline[1], quiet=not places.talks) as watch:
        return prepared.train(watch), False


def _train_watched(prepared: PreparedFit, places: FitPlaces) -> tuple[FitReport, bool]:
    """The same beside a page; returns too whether its reader has stopped the training, and kept it."""
    from elman.training import live_fit
    from elman.watching import watched

    baseline = prepared.baseline()
    line = live_fit(baseline=baseline and baseline[1], quiet=not places.talks)
    with line as watch, watched(watch, baseline=baseline, tell=tell) as (told, show):
        return prepared.train(told), show.stopped


def _show(report: FitReport, places: FitPlaces, kind: str, repeats: Repeats | None) -> None:
    """Draws the picture and prints the report, with the places of what was written."""
    if places.plot is not None:
        print_notes(report.draw(places.plot))
    if places.report is not None:
        from elman.report import write_fit_report

        write_fit_report(report, places.report)
    if places.as_json:
        said = {kind: str(places.output)} | report.to_json()
        said |= {} if repeats is None else repeats.to_json()
        say_json(json.dumps(said, indent=2, allow_nan=False))
    elif places.talks:
        say(f"{report.describe()}\n{kind}: {places.output}")
        if repeats is not None:
            say(repeats.describe())
        if places.plot is not None:
            say(f"picture: {places.plot}")
        if places.report is not None:
            say(f"report: {places.report}")
