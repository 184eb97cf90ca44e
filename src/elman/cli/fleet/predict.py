"""`elman fleet predict`: every unit by its own model."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from elman.cli.columns import (
    DataFiles,
    Ids,
    Inputs,
    Quiet,
    RowRange,
    SpreadsheetSafe,
    Time,
    print_notes,
    reading,
)
from elman.cli.fleet.options import FleetDirectory
from elman.cli.output import say


def predict(
    context: typer.Context,
    fleet: FleetDirectory,
    data: DataFiles,
    output: Annotated[Path, typer.Option(help="Where the table goes: .csv or .parquet.")],
    input: Inputs = None,  # noqa: A002
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    spreadsheet_safe: SpreadsheetSafe = False,
    quiet: Quiet = False,
) -> None:
    """Predicts every row of every unit by the unit's own model, and a new unit by the global one."""
    from elman.fleet import Fleet
    from elman.tables import check_table_path, write_table

    check_table_path(output, sources=data)
    prediction = Fleet(fleet).predict(data, **reading(context.params))
    print_notes(prediction.notes)
    write_table(prediction.columns(), output, spreadsheet_safe=spreadsheet_safe)
    if not quiet:
        say(f"{len(prediction.values_NO):,} rows of {len(prediction.ids):,} units: {output}")
