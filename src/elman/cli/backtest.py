"""`elman backtest`: forecasts at past origins beside the baselines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli.columns import (
    AsJson,
    Every,
    Ids,
    Plot,
    RowRange,
    Targets,
    Time,
    forecast_reading,
    print_notes,
    read_ids,
    split_names,
    split_numbers,
)
from elman.cli.forecast import Levels
from elman.cli.output import say, say_json
from elman.cli.sections import OUTPUT
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.backtesting import Backtest

_MODEL_SUFFIX = ".safetensors"


def backtest(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(help="A forecaster (.safetensors) and data; or data alone, for the baselines alone."),
    ],
    origins: Annotated[int, typer.Option(help="Past origins of every series, the latest ones.")] = 1,
    stride: Annotated[
        int | None, typer.Option(help="Rows from one origin to the next; the horizon if not given.")
    ] = None,
    first: Annotated[int, typer.Option(help="No origin is before this row of its series.")] = 0,
    baselines: Annotated[
        str | None, typer.Option(help="Names with commas; auto_ets and theta need the extra baselines.")
    ] = None,
    decide: Annotated[str, typer.Option(help="Metric that decides who is better.")] = "mase",
    adaptive: Annotated[
        bool, typer.Option("--adaptive", help="Bands learn from the rows that have come.")
    ] = False,
    refit: Annotated[
        bool, typer.Option("--refit", help="Fit again to the rows before each origin; takes a fit for each.")
    ] = False,
    levels: Levels = None,
    horizon: Annotated[int | None, typer.Option(help="Rows ahead; for the baselines alone.")] = None,
    season: Annotated[
        int | None, typer.Option(help="Length in rows, 1: none; for the baselines alone.")
    ] = None,
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Every forecast beside the truth and the baselines: a .csv or .parquet file."),
    ] = None,
    plot: Plot = None,
    report: Annotated[
        Path | None, typer.Option(help="Write a report as well: .html.", rich_help_panel=OUTPUT)
    ] = None,
    every: Every = False,
    as_json: AsJson = False,
) -> None:
    """Scores forecasts from past origins, beside simple baselines.

    A forecaster knows its columns, horizon and season; for the baselines alone they are named here.

    Example: elman backtest shops.safetensors shops.csv --origins 7
    """
    from elman.backtesting import describe_backtest
    from elman.forecasting import plot_backtest
    from elman.plots import check_plot_path
    from elman.tables import check_table_path, write_table

    if plot is not None:
        check_plot_path(plot)
    if output is not None:
        check_table_path(output, sources=files)
    with_model = files[0].suffix == _MODEL_SUFFIX
    if report is not None:
        _check_report(report, with_model=with_model)
    found = _of_model(context.params) if with_model else _of_baselines(context.params)
    if output is not None:
        write_table(found.cross_validation(), output)
    if plot is not None:
        print_notes(plot_backtest(found, plot))
    if as_json:
        say_json(json.dumps(found.to_json(), indent=2, allow_nan=False))
    else:
        say(describe_backtest(found, every=every))


def _check_report(path: Path, *, with_model: bool) -> None:
    from elman.page import check_page_path

    check_page_path("report", path)
    if not with_model:
        raise ArgumentError("report must come with a forecaster, got baselines alone. Leave it out.")


def _of_model(given: dict[str, Any]) -> Backtest:
    from elman.forecasting import Forecaster, refit_like

    for name in ("horizon", "season", "target", "id", "time"):
        if given[name] not in (None, [], ()):
            raise ArgumentError(f"{name} must not be given with a forecaster, which knows it. Leave it out.")
    forecaster = Forecaster.load(given["files"][0])
    sources = given["files"][1:] or None
    found = forecaster.backtest(
        sources,
        levels=split_numbers("levels", given["levels"]),
        adaptive=given["adaptive"],
        refit=refit_like(forecaster) if given["refit"] else None,
        **_shared(given),
    )
    if given["report"] is not None:
        from elman.report import write_backtest_report

        write_backtest_report(forecaster, sources, found, given["report"], **forecast_reading(given))
    return found


def _of_baselines(given: dict[str, Any]) -> Backtest:
    from elman.backtesting import backtest_baselines
    from elman.series import SeriesColumns

    if given["horizon"] is None:
        raise ArgumentError(
            f"horizon must be given where there is no forecaster ({_MODEL_SUFFIX}). Add --horizon ROWS."
        )
    if given["levels"] is not None or given["adaptive"]:
        raise ArgumentError("levels and adaptive must not be given for baselines, which have no bands.")
    if given["refit"]:
        raise ArgumentError("refit must come with a forecaster, got baselines alone. Leave it out.")
    columns = SeriesColumns(
        targets=tuple(split_names(given["target"], given) or ()), id=read_ids(given["id"]), time=given["time"]
    )
    return backtest_baselines(
        given["files"], columns, horizon=given["horizon"], season=given["season"], **_shared(given)
    )


def _shared(given: dict[str, Any]) -> dict[str, Any]:
    from elman.backtesting.baselines import DEFAULT

    return {
        "count": given["origins"],
        "stride": given["stride"],
        "first": given["first"],
        "baselines": split_names([given["baselines"]]) if given["baselines"] else DEFAULT,
        "decided_by": given["decide"],
        **forecast_reading(given),
    }
