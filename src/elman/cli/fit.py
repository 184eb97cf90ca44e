"""`elman fit`: from a table to a model, or with a horizon to a forecaster."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from elman.cli import exit_codes
from elman.cli.columns import AsJson, DataFiles, Id, Inputs, Quiet, RowRange, Targets, Time
from elman.cli.fit_kinds import check_kind


def fit(
    context: typer.Context,
    data: DataFiles,
    output: Annotated[Path, typer.Option(help="Where the model goes: a .safetensors file.")],
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Id = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    horizon: Annotated[
        int | None, typer.Option(help="Rows ahead: fits a forecaster of the targets' own future.")
    ] = None,
    future: Annotated[
        list[str] | None, typer.Option(help="Columns that are known ahead (with --horizon).")
    ] = None,
    past: Annotated[
        list[str] | None, typer.Option(help="Columns that are known up to now (with --horizon).")
    ] = None,
    static: Annotated[
        list[str] | None, typer.Option(help="Columns with one value a series (with --horizon).")
    ] = None,
    season: Annotated[
        str | None, typer.Option(help="Rows of the season or seasons, as 24,168; 1: none (with --horizon).")
    ] = None,
    head: Annotated[str | None, typer.Option(help="direct, segments or recursive (with --horizon).")] = None,
    levels: Annotated[
        str | None, typer.Option(help="Coverage of the bands in percent, as 80,90 (with --horizon).")
    ] = None,
    members: Annotated[
        int | None, typer.Option(help="Networks whose median is the forecast (with --horizon).")
    ] = None,
    lags: Annotated[int | None, typer.Option(help="Values a step looks back on (with --horizon).")] = None,
    level: Annotated[
        str | None, typer.Option(help="What values count from: last, mean or median (with --horizon).")
    ] = None,
    scale: Annotated[
        str | None, typer.Option(help="What divides them: deviation, mad or running (with --horizon).")
    ] = None,
    difference: Annotated[
        int | None,
        typer.Option(help="Forecasts are added to the values so many rows before; 0: not (with --horizon)."),
    ] = None,
    no_calendar: Annotated[
        bool, typer.Option("--no-calendar", help="Do not look at the date (with --horizon).")
    ] = False,
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
    loss: Annotated[str | None, typer.Option(help="mse, mae or huber; with --horizon pinball too.")] = None,
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

    With --horizon ROWS there are no inputs: what is learned is the targets' own future. Each target column is
    a series of its own; with --id a table holds many.

    Ctrl-C while it trains saves the best so far and ends with the exit code 130.

    With --checkpoint, the same command goes on where a killed or interrupted run was, to the same bits; the
    checkpoint is removed when the model is saved.
    """
    from elman.cli.fit_places import FitPlaces

    given = context.params
    check_kind(given)
    places = FitPlaces.of(given)
    if horizon is None:
        from elman.cli.fit_model import fit_model

        interrupted = fit_model(given, places)
    else:
        from elman.cli.fit_forecaster import fit_forecaster

        interrupted = fit_forecaster(given, places)
    if interrupted:
        raise typer.Exit(exit_codes.INTERRUPTED)
