"""`elman fit --horizon`: a forecaster of the targets' own future."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from elman.cli.columns import print_notes, split_names, split_numbers
from elman.cli.fit_kinds import named_options
from elman.cli.output import say, say_json
from elman.errors import ArgumentError
from elman.storage.whole_file import check_target

if TYPE_CHECKING:
    from elman.cli.fit_places import FitPlaces
    from elman.forecasting import FittedForecaster, ForecastOptions
    from elman.series import SeriesColumns, SeriesSet


def fit_forecaster(parameters: Mapping[str, Any], places: FitPlaces) -> bool:
    """Fits, saves and reports; returns whether Ctrl-C ended it early."""
    from elman.forecasting import checkpoint_paths

    options = _options(parameters)
    columns = _columns(parameters)
    saved = checkpoint_paths(places.checkpoint, options) if places.checkpoint else []
    for path in saved:
        check_target("checkpoint", path, sources=places.data)
    fitted = _train(_read(places, columns), columns, options, places)
    fitted.forecaster.save(places.output)
    if not fitted.result.interrupted:
        for path in saved:
            path.unlink(missing_ok=True)
    _report(fitted, places)
    return fitted.result.interrupted


def _options(parameters: Mapping[str, Any]) -> ForecastOptions:
    from elman.forecasting import ForecastOptions, split_options

    names = {field.name for field in fields(ForecastOptions)} - {"horizon", "calendar"}
    given = named_options(parameters, names)
    if "levels" in given:
        given["levels"] = split_numbers("levels", given["levels"])
    if "season" in given:
        given["season"] = _seasons(given["season"])
    if parameters["no_calendar"]:
        given["calendar"] = False
    return split_options(given, parameters["horizon"])


def _seasons(typed: str) -> list[int]:
    try:
        return [int(part) for part in typed.split(",")]
    except ValueError:
        raise ArgumentError(
            f"season must be whole numbers of rows with commas, as 24,168, got {typed!r}. "
            "Or leave it out, and the data tell."
        ) from None


def _columns(parameters: Mapping[str, Any]) -> SeriesColumns:
    from elman.series import SeriesColumns

    named = {name: tuple(split_names(parameters[name]) or ()) for name in ("future", "past", "static")}
    return SeriesColumns(
        targets=tuple(split_names(parameters["target"]) or ()),
        id=parameters["id"],
        time=parameters["time"],
        **named,
    )


def _read(places: FitPlaces, columns: SeriesColumns) -> SeriesSet:
    from elman.series import read_series

    series = read_series(places.data, columns, rows=places.rows)
    if places.talks:
        print_notes(series.notes)
    return series


def _train(
    series: SeriesSet, columns: SeriesColumns, options: ForecastOptions, places: FitPlaces
) -> FittedForecaster:
    from elman import forecasting
    from elman.training import live_fit

    with live_fit(quiet=not places.talks) as watch:
        return forecasting.fit_forecaster(
            series,
            columns,
            options,
            checkpoint=places.checkpoint,
            checkpoint_seconds=places.every_seconds,
            watch=watch,
        )


def _report(fitted: FittedForecaster, places: FitPlaces) -> None:
    from elman.cli.fit_forecaster_output import as_json_text, describe_fit, draw

    if places.plot is not None:
        draw(fitted, places.plot)
    if places.as_json:
        say_json(as_json_text(fitted, places.output))
    elif places.talks:
        say(describe_fit(fitted, places.output, places.plot))
