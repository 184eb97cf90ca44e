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
from elman.cli.forecast import Levels, OwnNames
from elman.cli.output import say, say_json
from elman.cli.sections import OUTPUT
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.backtesting import Backtest
    from elman.forecasting.importances import Importances
    from elman.series import SeriesColumns

_MODEL_SUFFIX = ".safetensors"
_CALENDAR = ("freq", "weekmask", "hours")


def backtest(
    context: typer.Context,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="One forecaster (.safetensors) or several, and data; or data alone, for the baselines alone."
        ),
    ],
    origins: Annotated[int, typer.Option(help="Past origins of every series, the latest ones.")] = 1,
    stride: Annotated[
        int | None, typer.Option(help="Rows from one origin to the next; the horizon if not given.")
    ] = None,
    first: Annotated[int, typer.Option(help="No origin is before this row of its series.")] = 0,
    holdout: Annotated[
        str | None,
        typer.Option(
            metavar="ROWS|DATE",
            help="All origins in the last rows of each series, or from a date on, instead of --origins.",
        ),
    ] = None,
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
    importances: Annotated[
        bool, typer.Option("--importances", help="How much worse it is when a covariate tells nothing.")
    ] = False,
    scale_rows: Annotated[
        str | None,
        typer.Option(
            metavar="A:B", help="Rows of each series that errors are scaled by, as the training part's."
        ),
    ] = None,
    refit_every: Annotated[
        int | None, typer.Option(metavar="ORIGINS", help="The same, anew at every so many cut-offs only.")
    ] = None,
    levels: Levels = None,
    horizon: Annotated[int | None, typer.Option(help="Rows ahead; for the baselines alone.")] = None,
    season: Annotated[
        int | None, typer.Option(help="Length in rows, 1: none; for the baselines alone.")
    ] = None,
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    freq: Annotated[
        str | None, typer.Option(help="The step as pandas calls it, as BME; for the baselines alone.")
    ] = None,
    weekmask: Annotated[
        str | None, typer.Option(help="Days that have rows, as Mon-Sat; for the baselines alone.")
    ] = None,
    hours: Annotated[
        str | None, typer.Option(help="Hours that have rows, as 09:00-17:00; for the baselines alone.")
    ] = None,
    rows: RowRange = None,
    output: Annotated[
        Path | None,
        typer.Option(help="Every forecast beside the truth and the baselines: a .csv or .parquet file."),
    ] = None,
    own_names: OwnNames = False,
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
        check_plot_path(plot, "plot")
    if output is not None:
        check_table_path(output, sources=files)
    models = [file for file in files if file.suffix == _MODEL_SUFFIX]
    if report is not None:
        _check_report(report, with_model=bool(models))
    if len(models) > 1:
        _several(models, context.params)
        return
    found = _of_model(context.params) if models else _of_baselines(context.params)
    if output is not None:
        write_table(_named(found.cross_validation(), models, context.params), output)
    if plot is not None:
        print_notes(plot_backtest(found, plot))
    worth = _importances(context.params, with_model=bool(models))
    if as_json:
        beside = {} if worth is None else {"importances": worth.to_json()}
        say_json(json.dumps(found.to_json() | beside, indent=2, allow_nan=False))
    else:
        say(describe_backtest(found, every=every))
        if worth is not None:
            say(f"\n{worth.describe()}")


def _importances(given: dict[str, Any], *, with_model: bool) -> Importances | None:
    """Of the covariates, where they are asked for."""
    if not given["importances"]:
        return None
    if not with_model:
        raise ArgumentError("importances must come with a forecaster, got baselines alone. Leave it out.")
    from elman.forecasting import Forecaster

    forecaster = Forecaster.load(given["files"][0])
    reading = forecast_reading(given)
    return forecaster.importances(given["files"][1:] or None, count=given["origins"], **reading)


def _several(models: list[Path], given: dict[str, Any]) -> None:
    """Tests several forecasters at the same origins; one table, and a verdict each."""
    from elman.backtesting import describe_overall, join_frames
    from elman.tables import write_table

    for name in ("plot", "report", "importances"):
        if given[name] not in (None, False):
            raise ArgumentError(f"{name} must come with one forecaster, got {len(models)}. Name one.")
    names = _names_of(models)
    data = [file for file in given["files"] if file not in models]
    found = {
        name: _of_model(given | {"files": [path, *data]}) for name, path in zip(names, models, strict=True)
    }
    table = join_frames({name: one.forecasts for name, one in found.items() if one.forecasts is not None})
    if given["output"] is not None:
        write_table(_named(table, models, given), given["output"])
    if given["as_json"]:
        said = {name: one.to_json() for name, one in found.items()}
        say_json(json.dumps(said, indent=2, allow_nan=False))
        return
    blocks = [f"{name}: {describe_overall(one, every=given['every'])}" for name, one in found.items()]
    say("\n\n".join(blocks))


def _names_of(models: list[Path]) -> list[str]:
    names = [path.stem for path in models]
    if len(set(names)) < len(names):
        raise ArgumentError(
            f"forecasters in one table must have files of different names, got {', '.join(names)}. "
            "Rename one."
        )
    return names


def _named(table: dict[str, Any], models: list[Path], given: dict[str, Any]) -> dict[str, Any]:
    """The table, with the data's own names if they are asked for."""
    if not given["own_names"]:
        return table
    from elman.forecasting import Forecaster
    from elman.series.own_names import with_own_names

    columns = Forecaster.load(models[0]).record.columns if models else _columns(given)
    return with_own_names(table, columns)


def _check_report(path: Path, *, with_model: bool) -> None:
    from elman.page import check_page_path

    check_page_path("report", path)
    if not with_model:
        raise ArgumentError("report must come with a forecaster, got baselines alone. Leave it out.")


def _of_model(given: dict[str, Any]) -> Backtest:
    from elman.forecasting import Forecaster, refit_like

    if given["refit_every"] is not None and not given["refit"]:
        raise ArgumentError("refit_every must come with --refit, got it alone. Add --refit.")
    for name in ("horizon", "season", "target", "id", "time", *_CALENDAR):
        if given[name] not in (None, [], ()):
            raise ArgumentError(f"{name} must not be given with a forecaster, which knows it. Leave it out.")
    forecaster = Forecaster.load(given["files"][0])
    sources = given["files"][1:] or None
    found = forecaster.backtest(
        sources,
        levels=split_numbers("levels", given["levels"]),
        adaptive=given["adaptive"],
        refit=refit_like(forecaster) if given["refit"] else None,
        refit_every=given["refit_every"] or 1,
        holdout=given["holdout"],
        **_shared(given),
    )
    if given["report"] is not None:
        from elman.report import write_backtest_report

        write_backtest_report(forecaster, sources, found, given["report"], **forecast_reading(given))
    return found


def _of_baselines(given: dict[str, Any]) -> Backtest:
    from elman.backtesting import backtest_baselines

    if given["horizon"] is None:
        raise ArgumentError(
            f"horizon must be given where there is no forecaster ({_MODEL_SUFFIX}). Add --horizon ROWS."
        )
    if given["levels"] is not None or given["adaptive"]:
        raise ArgumentError("levels and adaptive must not be given for baselines, which have no bands.")
    if given["refit"]:
        raise ArgumentError("refit must come with a forecaster, got baselines alone. Leave it out.")
    if given["refit_every"] is not None or given["holdout"] is not None:
        raise ArgumentError("refit_every and holdout must come with a forecaster. Leave them out.")
    return backtest_baselines(
        given["files"],
        _columns(given),
        horizon=given["horizon"],
        season=given["season"],
        **{name: given[name] for name in _CALENDAR},
        **_shared(given),
    )


def _columns(given: dict[str, Any]) -> SeriesColumns:
    from elman.series import SeriesColumns

    return SeriesColumns(
        targets=tuple(split_names(given["target"], given) or ()), id=read_ids(given["id"]), time=given["time"]
    )


def _shared(given: dict[str, Any]) -> dict[str, Any]:
    from elman.backtesting.baselines import DEFAULT
    from elman.readers.rows import parse_rows

    return {
        "count": given["origins"],
        "stride": given["stride"],
        "first": given["first"],
        "baselines": split_names([given["baselines"]]) if given["baselines"] else DEFAULT,
        "decided_by": given["decide"],
        "scale_rows": None if given["scale_rows"] is None else parse_rows(given["scale_rows"], "scale_rows"),
        **forecast_reading(given),
    }
