"""`elman plot`: truth and prediction as a picture."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from elman.cli.columns import (
    DataFiles,
    Id,
    Inputs,
    ModelFile,
    Quiet,
    RowRange,
    Skip,
    Targets,
    Time,
)
from elman.cli.scoring import evaluate_model


def plot(
    context: typer.Context,
    model: ModelFile,
    data: DataFiles,
    output: Annotated[Path, typer.Option(help="Where the picture goes: .png, .svg or .pdf.")],
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Id = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    skip: Skip = 0,
    quiet: Quiet = False,
) -> None:
    """Draws truth in red, prediction in blue and the error below, with the score in the title."""
    from elman.model import predicted_targets
    from elman.plots import check_plot_path, draw_prediction, save_figure

    check_plot_path(output)
    evaluation = evaluate_model(context.params)
    save_figure(draw_prediction(predicted_targets(evaluation)), output)
    if not quiet:
        typer.echo(f"picture: {output}")
