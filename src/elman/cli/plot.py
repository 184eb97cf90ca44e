"""`elman plot`: truth and prediction, or history and forecast, as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli.columns import (
    Ids,
    Inputs,
    Quiet,
    RowRange,
    Skip,
    Targets,
    Time,
    forecast_reading,
    print_notes,
    reading,
)
from elman.cli.default_names import name_output
from elman.cli.output import say
from elman.cli.sections import OUTPUT
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.forecasting import Forecast, Forecaster


def plot(
    context: typer.Context,
    model: Annotated[Path, typer.Argument(help="A model or a forecaster that `elman fit` wrote.")],
    data: Annotated[
        list[Path] | None,
        typer.Argument(help="Tables; a forecaster without them shows the series that it was fitted to."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Where the picture goes: .png, .svg or .pdf.  [default: MODEL.png]",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    skip: Skip = 0,
    quiet: Quiet = False,
) -> None:
    """Draws truth in red, prediction in blue, and the error below.

    Of a forecaster: history, forecast and bands. With data, the forecast that would have been made a horizon
    before their end, and the truth; without, what comes after the series that it was fitted to.

    Example: elman plot tanks.safetensors tanks-test.csv
    """
    from elman.api import load
    from elman.model import Model
    from elman.plots import check_plot_path

    output = context.params["output"] = name_output(output, [model], ".png")
    check_plot_path(output, "output")
    fitted = load(model)
    if isinstance(fitted, Model):
        if not data:
            raise ArgumentError("DATA must be given with a model, got none. Name the tables to predict.")
        notes = fitted.plot(output, data, **reading(context.params), skip=skip).notes
    else:
        notes = _plot_forecaster(fitted, context.params).notes
    print_notes(notes)
    if not quiet:
        say(f"picture: {output}")


def _plot_forecaster(forecaster: Forecaster, given: Mapping[str, Any]) -> Forecast:
    for name in ("input", "target", "id", "time", "skip"):
        if given[name]:
            raise ArgumentError(f"{name} must not be given with a forecaster, which knows it. Leave it out.")
    return forecaster.plot(given["output"], given["data"] or None, **forecast_reading(given))
