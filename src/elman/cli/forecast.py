"""`elman forecast`: what comes next, as a table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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
from elman.errors import ArgumentError
from elman.shown import counted

if TYPE_CHECKING:
    from elman.forecasting import Forecast, Forecaster

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
    horizon: Annotated[
        int | None, typer.Option(help="Rows ahead; beyond those of the fit by feeding back, with a note.")
    ] = None,
    at: Annotated[
        str | None, typer.Option(metavar="STAMP", help="The last moment that is known, as 2024-05-31.")
    ] = None,
    levels: Levels = None,
    what_if: Annotated[
        list[str] | None,
        typer.Option(
            "--what-if", help="A column known ahead with another value, as promo=1; adds what would come."
        ),
    ] = None,
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

    Example: elman forecast shops.safetensors shops.csv
    """
    from elman.forecasting import Forecaster, plot_forecast
    from elman.plots import check_plot_path
    from elman.series.own_names import with_own_names
    from elman.tables import check_table_path, write_table

    output = name_output(output, [model], "-forecast.csv")
    check_table_path(output, sources=[model, *(data or ()), *filter(None, [future_table])])
    if plot is not None:
        check_plot_path(plot, "plot")
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
    if what_if:
        table |= _what_if(forecaster, made, what_if)
    if own_names:
        table = with_own_names(table, forecaster.record.columns)
    write_table(table, output, spreadsheet_safe=spreadsheet_safe)
    if plot is not None:
        print_notes(plot_forecast(made, plot, season=forecaster.record.season))
    if not quiet:
        say(f"{len(made.origins_M):,} series, {counted(made.horizon, 'row')} ahead: {output}")
        if plot is not None:
            say(f"picture: {plot}")


def _what_if(forecaster: Forecaster, made: Forecast, given: list[str]) -> dict[str, Any]:
    """What would come, and how far that is from what is forecast."""
    changes = dict(_split_change(text) for text in given)
    found = forecaster.what_if(changes, made.series, horizon=made.horizon)
    return {name: column for name, column in found.columns().items() if name in ("what-if", "difference")}


def _split_change(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise ArgumentError(f"what-if must be a column and a value, as promo=1, got {text!r}.")
    return name, value
