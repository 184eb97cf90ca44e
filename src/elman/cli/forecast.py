"""`elman forecast`: what comes next, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from elman.cli.columns import (
    Plot,
    Quiet,
    RowRange,
    SpreadsheetSafe,
    forecast_reading,
    print_notes,
    split_numbers,
)
from elman.cli.default_names import name_output
from elman.cli.output import say
from elman.cli.sections import OUTPUT

ForecasterFile = Annotated[Path, typer.Argument(help="A forecaster that `elman fit --horizon` wrote.")]
SeriesFiles = Annotated[
    list[Path] | None,
    typer.Argument(help="Files with the columns of the fit; none: the series that it was fitted to."),
]
Levels = Annotated[
    str | None,
    typer.Option("--levels", help="Coverage of the bands in percent, as 80,90; the fit's if not given."),
]


def forecast(
    context: typer.Context,
    model: ForecasterFile,
    data: SeriesFiles = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Where the table goes: .csv or .parquet.  [default: MODEL-forecast.csv]",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    horizon: Annotated[int | None, typer.Option(help="Rows ahead; at most those of the fit.")] = None,
    levels: Levels = None,
    future_table: Annotated[
        Path | None,
        typer.Option(help="A file with the future columns of the rows ahead, by time and id."),
    ] = None,
    rows: RowRange = None,
    plot: Plot = None,
    spreadsheet_safe: SpreadsheetSafe = False,
    quiet: Quiet = False,
) -> None:
    """Forecasts the rows after the last one of every series.

    Example: elman forecast shops.safetensors shops.csv
    """
    from elman.forecasting import Forecaster, plot_forecast
    from elman.plots import check_plot_path
    from elman.tables import check_table_path, write_table

    output = name_output(output, [model], "-forecast.csv")
    check_table_path(output, sources=[model, *(data or ()), *filter(None, [future_table])])
    if plot is not None:
        check_plot_path(plot)
    forecaster = Forecaster.load(model)
    made = forecaster.forecast(
        data or None,
        horizon=horizon,
        levels=split_numbers("levels", levels),
        future_table=future_table,
        **forecast_reading(context.params),
    )
    print_notes(made.notes)
    write_table(made.columns(), output, spreadsheet_safe=spreadsheet_safe)
    if plot is not None:
        print_notes(plot_forecast(made, plot, season=forecaster.record.season))
    if not quiet:
        say(f"{len(made.origins_M):,} series, {made.horizon:,} rows ahead: {output}")
        if plot is not None:
            say(f"picture: {plot}")
