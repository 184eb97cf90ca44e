"""`elman plot`: truth and prediction, or history and forecast, as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli.columns import Id, Inputs, Quiet, RowRange, Skip, Targets, Time, print_notes
from elman.cli.output import say
from elman.cli.scoring import evaluate_model
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.forecasting import Forecaster


def plot(
    context: typer.Context,
    model: Annotated[Path, typer.Argument(help="A model or a forecaster that `elman fit` wrote.")],
    output: Annotated[Path, typer.Option(help="Where the picture goes: .png, .svg or .pdf.")],
    data: Annotated[
        list[Path] | None,
        typer.Argument(help="Tables; a forecaster without them shows the series that it was fitted to."),
    ] = None,
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Id = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    skip: Skip = 0,
    quiet: Quiet = False,
) -> None:
    """Draws truth in red, prediction in blue and the error below, with the score in the title.

    Of a forecaster: history, forecast and bands. With data, the forecast that would have been made a horizon
    before their end, and the truth; without, what comes after the series that it was fitted to.
    """
    from elman.api import load
    from elman.forecasting import Forecaster
    from elman.plots import check_plot_path

    check_plot_path(output)
    fitted = load(model)
    if isinstance(fitted, Forecaster):
        _plot_forecaster(fitted, context.params)
    else:
        _plot_model(context.params)
    if not quiet:
        say(f"picture: {output}")


def _plot_model(given: Mapping[str, Any]) -> None:
    from elman.model import predicted_targets
    from elman.plots import draw_prediction, save_figure

    if not given["data"]:
        raise ArgumentError("DATA must be given with a model, got none. Name the tables to predict.")
    figure = draw_prediction(predicted_targets(evaluate_model(given)))
    print_notes(save_figure(figure, given["output"]))


def _plot_forecaster(forecaster: Forecaster, given: Mapping[str, Any]) -> None:
    from elman.forecasting import plot_forecast
    from elman.tables import parse_rows

    for name in ("input", "target", "id", "time", "skip"):
        if given[name]:
            raise ArgumentError(f"{name} must not be given with a forecaster, which knows it. Leave it out.")
    rows = None if given["rows"] is None else parse_rows(given["rows"])
    made = forecaster.forecast(
        given["data"] or None, rows=rows, back=forecaster.horizon if given["data"] else 0
    )
    print_notes(made.notes)
    # What speaks against a picture stands in it; what reading did does not.
    spoken = [note for note in made.notes if note not in made.series.notes]
    print_notes(plot_forecast(made, given["output"], season=forecaster.record.season, notes=spoken))
