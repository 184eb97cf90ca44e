"""`elman fit`: from a table to a model."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli import exit_codes
from elman.cli.columns import (
    AsJson,
    DataFiles,
    Id,
    Inputs,
    Quiet,
    RowRange,
    Targets,
    Time,
    print_notes,
    split_names,
)

if TYPE_CHECKING:
    from elman.model import DataOptions, Fitted, Model, PreparedData
    from elman.training import FitOptions

_OWN_NAMES = {"layers": "num_layers"}
"""Options whose owner calls them otherwise."""


def fit(
    context: typer.Context,
    data: DataFiles,
    output: Annotated[Path, typer.Option(help="Where the model goes: a .safetensors file.")],
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Id = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    budget: Annotated[str | None, typer.Option(help="Time to train: 60s, 15m, 1h.")] = None,
    steps: Annotated[int | None, typer.Option(help="Training steps, instead of a time.")] = None,
    epochs: Annotated[float | None, typer.Option(help="Passes over the rows, instead of a time.")] = None,
    cell: Annotated[str | None, typer.Option(help="rnn, rnn_relu, gru or lstm.")] = None,
    hidden_size: Annotated[int | None, typer.Option(help="Units a layer.")] = None,
    layers: Annotated[int | None, typer.Option(help="Recurrent layers.")] = None,
    dropout: Annotated[float | None, typer.Option(help="Share of outputs dropped between layers.")] = None,
    schedule: Annotated[str | None, typer.Option(help="carry or shuffle.")] = None,
    window: Annotated[int | None, typer.Option(help="Scored rows of a window.")] = None,
    burn_in: Annotated[int | None, typer.Option(help="Unscored rows before a window from zeros.")] = None,
    batch_size: Annotated[int | None, typer.Option(help="Sequences side by side.")] = None,
    learning_rate: Annotated[float | None, typer.Option(help="At the first step.")] = None,
    clip_norm: Annotated[float | None, typer.Option(help="Largest norm of the gradient.")] = None,
    weight_decay: Annotated[float | None, typer.Option(help="AdamW's.")] = None,
    patience: Annotated[float | None, typer.Option(help="Share of the steps to wait for better.")] = None,
    loss: Annotated[str | None, typer.Option(help="mse, mae or huber.")] = None,
    scaling: Annotated[str | None, typer.Option(help="standard, robust or none.")] = None,
    missing: Annotated[
        str | None, typer.Option(help="What stands in for missing inputs: hold, error.")
    ] = None,
    validation: Annotated[
        float | None, typer.Option(help="Last share of each sequence, to validate.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of every draw.")] = None,
    engine: Annotated[str | None, typer.Option(help="native, pytorch or reference.")] = None,
    threads: Annotated[int | None, typer.Option(help="Most threads to use.")] = None,
    no_trials: Annotated[bool, typer.Option("--no-trials", help="Take the first guess.")] = False,
    start: Annotated[Path | None, typer.Option("--from", help="A model to fit further.")] = None,
    checkpoint: Annotated[
        Path | None, typer.Option(help="Save the run here while training, and go on from it.")
    ] = None,
    checkpoint_every: Annotated[str, typer.Option(help="Time between two saves.")] = "5s",
    plot: Annotated[Path | None, typer.Option(help="Draw loss and validation: .png, .svg or .pdf.")] = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Fits a network to a table: inputs in, targets out, with its honest score on the last part.

    Ctrl-C while it trains saves the best model so far and ends with the exit code 130.

    With --checkpoint, the same command goes on where a killed or interrupted run was, to the same bits; the
    checkpoint is removed when the model is saved.
    """
    from elman.cli.durations import parse_duration
    from elman.model import Model, check_start, split_options
    from elman.plots import check_plot_path

    given = given_options(context.params)
    data_options, options = split_options(given)
    every = parse_duration(checkpoint_every, "checkpoint_every")
    _check_places(data, output, checkpoint)
    if plot is not None:
        check_plot_path(plot)
    begin = None if start is None else Model.load(start)
    if begin is not None:
        check_start(given, begin)
    talks = not (quiet or as_json)
    prepared = _read(context.params, data_options, begin, talks=talks)
    fitted, baseline = _train(prepared, options, begin, checkpoint, every, talks=talks)
    fitted.model.save(output)
    if checkpoint is not None and not fitted.result.interrupted:
        checkpoint.unlink(missing_ok=True)
    _report(fitted, output, plot, baseline, as_json=as_json, talks=talks)
    if fitted.result.interrupted:
        raise typer.Exit(exit_codes.INTERRUPTED)


def given_options(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What the user gave of the options of data, network and training, by their owners' names."""
    from elman.cli.durations import parse_duration
    from elman.model import option_names

    given = {_OWN_NAMES.get(name, name): value for name, value in parameters.items()}
    if parameters["budget"] is not None:
        given["seconds"] = parse_duration(parameters["budget"])
    if parameters["no_trials"]:
        given["trials"] = False
    return {name: given[name] for name in option_names() if given.get(name) is not None}


def _read(
    parameters: Mapping[str, Any], options: DataOptions, begin: Model | None, *, talks: bool
) -> PreparedData:
    from elman.data import parse_rows
    from elman.model import read_prepared

    rows = parameters["rows"]
    prepared = read_prepared(
        parameters["data"],
        inputs=_required("--input", split_names(parameters["input"]), begin and begin.inputs),
        targets=_required("--target", split_names(parameters["target"]), begin and begin.targets),
        id=parameters["id"],
        time=parameters["time"],
        rows=None if rows is None else parse_rows(rows),
        options=options,
        start=begin,
    )
    if talks:
        print_notes(prepared.notes)
    return prepared


def _train(
    prepared: PreparedData,
    options: FitOptions,
    begin: Model | None,
    checkpoint: Path | None,
    every: float,
    *,
    talks: bool,
) -> tuple[Fitted, tuple[str, float] | None]:
    from elman.model import baseline_score, fit_prepared
    from elman.training import live_fit

    baseline = baseline_score(prepared, options)
    with live_fit(baseline=baseline and baseline[1], quiet=not talks) as watch:
        fitted = fit_prepared(
            prepared,
            options,
            start=begin,
            checkpoint=checkpoint,
            checkpoint_seconds=every,
            watch=watch,
        )
    return fitted, baseline


def _report(
    fitted: Fitted,
    output: Path,
    plot: Path | None,
    baseline: tuple[str, float] | None,
    *,
    as_json: bool,
    talks: bool,
) -> None:
    from elman.cli.fit_output import as_json_text, describe_fit, draw

    if plot is not None:
        draw(fitted, plot, baseline)
    if as_json:
        typer.echo(as_json_text(fitted, output))
    elif talks:
        typer.echo(describe_fit(fitted, output, plot))


def _check_places(data: list[Path], output: Path, checkpoint: Path | None) -> None:
    """Checks where files are to go, before anything is read."""
    from elman.errors import ArgumentError
    from elman.files import check_target

    if output.suffix.lower() != ".safetensors":
        raise ArgumentError(
            f"output must end in .safetensors, got {str(output)!r}. Name a file such as model.safetensors."
        )
    check_target("output", output, sources=data)
    if checkpoint is None:
        return
    check_target("checkpoint", checkpoint, sources=data)
    if checkpoint.resolve() == output.resolve():
        raise ArgumentError(
            f"checkpoint must be another file than the output, got {str(checkpoint)!r} for both. "
            "Name a file such as run.checkpoint."
        )


def _required(option: str, given: list[str] | None, own: Any) -> Any:
    from elman.errors import ArgumentError

    names = given or own
    if not names:
        raise ArgumentError(f"{option} must name at least one column, got none. Add {option} NAME.")
    return names
