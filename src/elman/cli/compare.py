"""`elman compare`: several models or forecasters, and the baselines, on the same rows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli.columns import (
    AsJson,
    Ids,
    Inputs,
    Plot,
    RowRange,
    Skip,
    StartFrom,
    Targets,
    Time,
    forecast_reading,
    reading,
)
from elman.cli.output import say, say_json
from elman.cli.sections import OUTPUT
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.comparing import Comparison

_MODEL_SUFFIX = ".safetensors"


def compare(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(help="Models or forecasters (.safetensors), and the data to compare on.")
    ],
    origins: Annotated[
        int | None, typer.Option(help="With forecasters: past origins of every series; all if not given.")
    ] = None,
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    skip: Skip = 0,
    start_from: StartFrom = None,
    plot: Plot = None,
    report: Annotated[
        Path | None,
        typer.Option(help="Write a report of the comparison: .html.", rich_help_panel=OUTPUT),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Compares models or forecasters on the same rows.

    Baselines stand beside them. Each difference to the best one has a 95 % interval, by Student's test for
    pairs.

    Example: elman compare gru.safetensors lstm.safetensors test.csv
    """
    from elman.plots import check_plot_path

    if plot is not None:
        check_plot_path(plot, "plot")
    if report is not None:
        from elman.page import check_page_path

        check_page_path("report", report)
    found = _compare(context.params)
    if plot is not None:
        found.plot(plot)
    if report is not None:
        from elman.comparing.page import write_comparison

        write_comparison(found, report)
    if as_json:
        say_json(json.dumps(found.to_json(), indent=2, allow_nan=False))
    else:
        say(found.describe())
        if plot is not None:
            say(f"picture: {plot}")
        if report is not None:
            say(f"report: {report}")


def _compare(given: dict[str, Any]) -> Comparison:
    from elman.api import load
    from elman.comparing import compare as compare_all
    from elman.model import Model

    models = [file for file in given["files"] if file.suffix == _MODEL_SUFFIX]
    data = [file for file in given["files"] if file.suffix != _MODEL_SUFFIX]
    if not models:
        raise ArgumentError(f"files must hold at least one model ({_MODEL_SUFFIX}), got none. Name one.")
    loaded = {file.stem if _is_alone(file, models) else str(file): load(file) for file in models}
    if isinstance(next(iter(loaded.values())), Model):
        if not data:
            raise ArgumentError("files must hold tables beside the models, got none. Name one.")
        options = reading(given | {"data": data}) | {"skip": given["skip"], "start_from": given["start_from"]}
        return compare_all(loaded, data, **options)
    for name in ("input", "target", "id", "time", "skip", "start_from"):
        if given[name]:
            raise ArgumentError(f"{name} must not be given with forecasters, which know it. Leave it out.")
    return compare_all(loaded, data or None, count=given["origins"], **forecast_reading(given))


def _is_alone(file: Path, files: list[Path]) -> bool:
    return sum(other.stem == file.stem for other in files) == 1
