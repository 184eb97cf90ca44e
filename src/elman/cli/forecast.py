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
from elman.cli.output import say
from elman.cli.sections import OUTPUT

ForecasterFile = Annotated[Path, typer.Argument(help="A forecaster that `elman fit --horizon` wrote.")]
SeriesFiles = Annotated[
    list[Path] | None,
    typer.Argument(help="Files with the columns of the fit; none: the series that it was fitted to."),
]
OwnNames = Annotated[
    bool,
    typer.Option(
        "--own-names",
        help="Call ids, time and value as the data do; several id columns are several again.",
        rich_help_panel=OUTPUT,
    ),
]
Levels = Annotated[
    str | None,
    typer.Option("--levels", help="Coverage of the bands in percent, as 80,90; the fit's if not given."),
]


def forecast(
    context: typer.Context,
    model: ForecasterFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="Where the table goes: .csv or .parquet.")],
    data: SeriesFiles = None,
    horizon: Annotated[
        int | None, typer.Option(help="Rows ahead; beyond those of the fit by feeding back, with a note.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="STAMP", help="The last moment that is known, as 2024-05-31.")
    ] = None,
    levels: Levels = None,
    future_table: Annotated[
        Path | None,
        typer.Option(help="A file with the future columns of the rows ahead, by time and id."),
    ] = None,
    rows: RowRange = None,
    plot: Plot = None,
    own_names: OwnNames = False,
    spreadsheet_safe: SpreadsheetSafe = False,
    quiet: Quiet = False,
) -> None:
    """Forecasts the rows after the last one of every series.

    Example: elman forecast shops.safetensors shops.csv -o ahead.csv
    """
    from elman.forecasting import Forecaster, plot_forecast
    from elman.plots import check_plot_path
    from elman.series.own_names import with_own_names
    from elman.tables import check_table_path, write_table

    check_table_path(output, sources=[model, *(data or ()), *filter(None, [future_table])])
    if plot is not None:
        check_plot_path(plot)
    forecaster = Forecaster.load(model)
    made = forecaster.forecast(
        data or None,
        horizon=horizon,
        levels=split_numbers("levels", levels),
        future_table=future_table,
        at=at,
        **forecast_reading(context.params),
    )
    print_notes(made.notes)
    table = made.columns()
    if own_names:
        table = with_own_names(table, forecaster.record.columns)
    write_table(table, output, spreadsheet_safe=spreadsheet_safe)
    if plot is not None:
        print_notes(plot_forecast(made, plot, season=forecaster.record.season))
    if not quiet:
        say(f"{len(made.origins_M):,} series, {made.horizon:,} rows ahead: {output}")
        if plot is not None:
            say(f"picture: {plot}")
