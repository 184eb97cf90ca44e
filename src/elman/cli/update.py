"""`elman update`: a forecaster or a model goes on with new rows."""

from __future__ import annotations

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
    forecast_reading,
    print_notes,
    reading,
)
from elman.cli.output import say, say_json
from elman.cli.sections import BUDGET
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.forecasting import Forecaster
    from elman.learned import FitReport
    from elman.model import Model

_SHARE_OF_STEPS, _FEWEST_STEPS = 10, 50
"""A model goes on for a tenth of the steps of each network's fit, and at least so many."""


def update(
    context: typer.Context,
    model: Annotated[Path, typer.Argument(help="A forecaster or a model that `elman fit` wrote.")],
    data: DataFiles,
    output: Annotated[
        Path,
        typer.Option("--output", "-o", help="Where the new file goes; may be the file that is updated."),
    ],
    steps: Annotated[
        int | None,
        typer.Option(
            help="Training steps of each network.  [default: a tenth of those of the fit]",
            rich_help_panel=BUDGET,
        ),
    ] = None,
    budget: Annotated[
        str | None,
        typer.Option(help="Time for all instead, as 30s or 5m.", rich_help_panel=BUDGET),
    ] = None,
    threads: Annotated[
        int | None,
        typer.Option(help="Most threads.  [default: ELMAN_THREADS, or every core]", rich_help_panel=BUDGET),
    ] = None,
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Goes on with new rows: a little more training, with the old preparation.

    A forecaster that keeps its series takes the new rows alone, or the whole table. Its bands are measured
    anew, on rows that nothing was trained on.

    Example: elman update shops.safetensors new-rows.csv -o shops.safetensors
    """
    from elman.api import load
    from elman.forecasting import Forecaster

    _check_output(output, data)
    learned = load(model)
    run = _of_forecaster if isinstance(learned, Forecaster) else _of_model
    report = run(learned, context.params)  # type: ignore[arg-type]
    report.save(output)
    if as_json:
        said = {"output": str(output), **report.to_json()}
        say_json(json.dumps(said, indent=2, allow_nan=False))
    elif not quiet:
        say(f"{report.describe()}\n{'forecaster' if run is _of_forecaster else 'model'}: {output}")
    if report.result.interrupted:
        raise typer.Exit(exit_codes.INTERRUPTED)


def _check_output(output: Path, data: list[Path]) -> None:
    from elman.storage.whole_file import check_target

    if output.suffix.lower() != ".safetensors":
        raise ArgumentError(
            f"output must end in .safetensors, got {str(output)!r}. Name a file such as model.safetensors."
        )
    check_target("output", output, sources=data)


def _talks(given: Mapping[str, Any]) -> bool:
    return not (given["quiet"] or given["as_json"])


def _of_forecaster(forecaster: Forecaster, given: Mapping[str, Any]) -> FitReport:
    from elman.training import live_fit

    for name in ("input", "target", "id", "time"):
        if given[name]:
            raise ArgumentError(f"{name} must not be given with a forecaster, which knows it. Leave it out.")
    with live_fit(quiet=not _talks(given)) as watch:
        report = forecaster.run_update(
            given["data"],
            steps=given["steps"],
            budget=given["budget"],
            threads=given["threads"],
            watch=watch,
            **forecast_reading(given),
        )
    if not given["as_json"]:
        print_notes(() if given["quiet"] else report.notes)
    return report


def _of_model(model: Model, given: Mapping[str, Any]) -> FitReport:
    from elman.api import FitColumns, FitRequest, prepare_fit
    from elman.training import live_fit

    options = {name: given[name] for name in ("steps", "budget", "threads") if given[name] is not None}
    if "steps" not in options and "budget" not in options:
        each = model.record.steps // max(1, len(model.networks))
        options["steps"] = max(_FEWEST_STEPS, each // _SHARE_OF_STEPS)
    columns = FitColumns.of(**reading(given))
    request = FitRequest(sources=given["data"], columns=columns, options=options, start=model)
    prepared = prepare_fit(request)
    if _talks(given):
        print_notes(prepared.notes)
    with live_fit(quiet=not _talks(given)) as watch:
        return prepared.train(watch)
