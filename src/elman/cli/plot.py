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
    print_notes,
    split_names,
)


def plot(
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
    from elman.data import parse_rows
    from elman.model import Model, predicted_targets
    from elman.plots import check_plot_path, draw_prediction, save_figure

    check_plot_path(output)
    evaluation = Model.load(model).evaluate(
        data,
        inputs=split_names(input),
        targets=split_names(target),
        id=id,
        time=time,
        rows=None if rows is None else parse_rows(rows),
        skip=skip,
    )
    print_notes(evaluation.prediction.notes)
    save_figure(draw_prediction(predicted_targets(evaluation)), output)
    if not quiet:
        typer.echo(f"picture: {output}")
