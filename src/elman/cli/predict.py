"""`elman predict`: the model's predictions as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from elman.cli.columns import (
    DataFiles,
    Ids,
    Inputs,
    ModelFile,
    Quiet,
    RowRange,
    SavedState,
    SpreadsheetSafe,
    StartFrom,
    StateFile,
    Time,
    print_notes,
    reading,
)
from elman.cli.default_names import name_output
from elman.cli.output import say
from elman.cli.sections import OUTPUT


def predict(
    context: typer.Context,
    model: ModelFile,
    data: DataFiles,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "-o",
            help="Where the table goes: .csv or .parquet.  [default: DATA-predicted.csv]",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    input: Inputs = None,  # noqa: A002
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    state: StateFile = None,
    start_from: StartFrom = None,
    save_state: SavedState = None,
    more: Annotated[
        str,
        typer.Option(
            "--with", metavar="NAMES", help="What else each row has: inputs, truth, error; with commas."
        ),
    ] = "",
    spreadsheet_safe: SpreadsheetSafe = False,
    quiet: Quiet = False,
) -> None:
    """Predicts every row from the inputs up to it.

    Example: elman predict tanks.safetensors tanks-test.csv
    """
    from elman.checks import split_list
    from elman.model import Model
    from elman.network import State
    from elman.storage.whole_file import check_target
    from elman.tables import check_table_path, write_table

    output = name_output(output, data, "-predicted.csv")
    read = [*data, model]
    check_table_path(output, sources=read + ([state] if state else []))
    if save_state:
        check_target("save-state", save_state, sources=[*read, output])
    prediction, after = Model.load(model).predict(
        data,
        **reading(context.params),
        state=State.load(state) if state else None,
        start_from=start_from,
        truth=bool({"truth", "error"} & set(split_list(more))),
        return_state=True,
    )
    print_notes(prediction.notes)
    write_table(prediction.columns(more), output, spreadsheet_safe=spreadsheet_safe)
    if save_state:
        after.save(save_state)
    if not quiet:
        say(f"{len(prediction.values_NO):,} rows: {output}")
