"""`elman predict`: the model's predictions as a table."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from elman.cli.columns import (
    DataFiles,
    Id,
    Inputs,
    ModelFile,
    Quiet,
    RowRange,
    Time,
    print_notes,
    split_names,
)


def predict(
    model: ModelFile,
    data: DataFiles,
    output: Annotated[Path, typer.Option(help="Where the table goes: .csv or .parquet.")],
    input: Inputs = None,  # noqa: A002
    id: Id = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    quiet: Quiet = False,
) -> None:
    """Predicts every row from the inputs up to it, each sequence from the start."""
    from elman.data import check_table_path, parse_rows, write_table
    from elman.model import Model

    check_table_path(output, sources=[*data, model])
    prediction = Model.load(model).predict(
        data,
        inputs=split_names(input),
        id=id,
        time=time,
        rows=None if rows is None else parse_rows(rows),
    )
    print_notes(prediction.notes)
    write_table(prediction.columns(), output)
    if not quiet:
        typer.echo(f"{len(prediction.values_NO):,} rows: {output}")
