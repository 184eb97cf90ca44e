"""`elman fleet fit`: from a table of many units to a model for each."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from elman.cli import exit_codes
from elman.cli.columns import (
    AsJson,
    DataFiles,
    Ids,
    Inputs,
    Quiet,
    RowRange,
    Targets,
    Time,
    print_notes,
    reading,
)
from elman.cli.fit_options import GROUPS, with_options
from elman.cli.fleet.options import On, Workers
from elman.cli.output import say, say_json
from elman.cli.sections import BUDGET, MODELS, NETWORK, OUTPUT, RUNNING, TRAINING
from elman.errors import ArgumentError
from elman.fleet.refused import NOT_OF_FLEETS

if TYPE_CHECKING:
    from elman.fleet import FleetReport

_GROUPS = (BUDGET, NETWORK, TRAINING, MODELS)
OPTIONS = tuple(name for group in _GROUPS for name in GROUPS[group] if name not in NOT_OF_FLEETS)
"""Those of a fit that a fleet takes."""


@with_options(OPTIONS, {"trials": "no-trials", "threads": "1"})
def fit(
    context: typer.Context,
    data: DataFiles,
    *,
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    output: Annotated[Path, typer.Option(help="The directory of the fleet.", rich_help_panel=OUTPUT)],
    candidates: Annotated[
        str,
        typer.Option(
            metavar="NAMES",
            help="What each unit chooses from, by its last rows: global, local, tuned.",
            rich_help_panel=RUNNING,
        ),
    ] = "global,local,tuned",
    on: On = "processes",
    workers: Workers = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    **options: Any,
) -> None:
    """Fits a model for every unit of a table: its own, the one of all, or that one trained further.

    Every id is a unit; without --id, every file is one. Trials are off, and each fit has one thread, unless
    the options say otherwise.

    The same command goes on where a killed or interrupted one was, and tries again what failed. The exit code
    is 3 where something could not be fitted.
    """
    from elman.api import FitColumns
    from elman.cli.fleet.watch import LiveFleet
    from elman.fleet import FleetRequest, fit_fleet

    given = context.params
    if output.suffix == ".safetensors":
        raise ArgumentError(f"output must be a directory, got {str(output)!r}. Name one such as fleet/.")
    request = FleetRequest(
        sources=data,
        columns=FitColumns.of(**reading(given)),
        directory=output,
        options={name: given[name] for name in OPTIONS if given[name] is not None},
        candidates=tuple(name.strip() for name in candidates.split(",")),
        on=on,
        workers=workers,
    )
    report = fit_fleet(request, LiveFleet(talks=not (quiet or as_json)))
    _show(report, output, as_json=as_json, quiet=quiet)
    if report.errors or report.failed:
        raise typer.Exit(exit_codes.PARTLY)


def _show(report: FleetReport, output: Path, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        say_json(json.dumps({"fleet": str(output)} | asdict(report), indent=2))
    elif not quiet:
        say(f"{report.describe()}\nfleet: {output}")
    else:
        print_notes([f"shard {name} failed: {error}" for name, error in report.errors.items()])
