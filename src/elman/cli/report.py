"""`elman report`: a model or a forecaster on some data, as one HTML file for an engineer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli.columns import (
    Ids,
    Inputs,
    Quiet,
    RowRange,
    Skip,
    StartFrom,
    Targets,
    Time,
    forecast_reading,
    reading,
)
from elman.cli.default_names import name_output
from elman.cli.output import say
from elman.cli.sections import OUTPUT
from elman.errors import ArgumentError

if TYPE_CHECKING:
    from elman.forecasting import Forecaster
    from elman.model import Model


def report(
    context: typer.Context,
    model: Annotated[Path, typer.Argument(help="A model or a forecaster that `elman fit` wrote.")],
    data: Annotated[
        list[Path] | None,
        typer.Argument(help="Tables to score it on; a forecaster without them takes those it was fitted to."),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Where the report goes: an .html file.  [default: MODEL.html]",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    skip: Skip = 0,
    start_from: StartFrom = None,
    origins: Annotated[int, typer.Option(help="With a forecaster: past origins of every series.")] = 8,
    title: Annotated[str | None, typer.Option(help="The first heading.", rich_help_panel=OUTPUT)] = None,
    language: Annotated[
        str, typer.Option(help="en or zh; the reader can change it.", rich_help_panel=OUTPUT)
    ] = "en",
    quiet: Quiet = False,
) -> None:
    """Writes a report: verdict beside baselines, truth and prediction, errors, answers, training, data.

    Example: elman report tanks.safetensors tanks-test.csv

    One HTML file of at most 1 MB, which needs nothing else, and can be read without script and on paper.
    """
    from elman.api import load
    from elman.page import check_page_path
    from elman.report import write_report

    output = name_output(output, [model], ".html")
    check_page_path("output", output)
    product = load(model)
    page = write_report(
        product, data or None, output, title=title, language=language, **_given(product, context.params)
    )
    if not quiet:
        say(f"{_verdict(page.to_json())}\nreport: {output}")


def _given(product: Model | Forecaster, given: Mapping[str, Any]) -> dict[str, Any]:
    from elman.model import Model

    if isinstance(product, Model):
        return reading(given) | {"skip": given["skip"], "start_from": given["start_from"]}
    for name in ("input", "target", "id", "time", "skip", "start_from"):
        if given[name]:
            raise ArgumentError(f"{name} must not be given with a forecaster, which knows it. Leave it out.")
    return forecast_reading(given) | {"count": given["origins"]}


def _verdict(page: Mapping[str, Any]) -> str:
    text: str = page["sections"][0]["blocks"][0]["text"]
    return text
