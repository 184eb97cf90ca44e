"""`elman fleet evaluate`: every unit beside its baselines."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from elman.cli.columns import (
    AsJson,
    DataFiles,
    Ids,
    Inputs,
    RowRange,
    Skip,
    Targets,
    Time,
    print_notes,
    reading,
)
from elman.cli.fleet.options import FleetDirectory
from elman.cli.output import say, say_json


def evaluate(
    context: typer.Context,
    fleet: FleetDirectory,
    data: DataFiles,
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    skip: Skip = 0,
    output: Annotated[
        Path | None, typer.Option(help="A table of the units' scores as well: .csv or .parquet.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Scores every unit's model on rows that the fleet has not seen, beside simple baselines."""
    from elman.fleet import Fleet, describe_evaluation
    from elman.tables import check_table_path, write_table

    if output is not None:
        check_table_path(output, sources=data)
    evaluation = Fleet(fleet).evaluate(data, **reading(context.params), skip=skip)
    print_notes(evaluation.notes)
    if output is not None:
        write_table(evaluation.columns(), output)
    if as_json:
        say_json(json.dumps(evaluation.to_json(), indent=2, allow_nan=False))
    else:
        say(describe_evaluation(evaluation))
