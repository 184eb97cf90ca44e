"""The options by which every command is told what to read."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from elman.checks import read_numbers

DataFiles = Annotated[
    list[Path],
    typer.Argument(help="CSV, TSV, Parquet, Arrow or WAV, .gz too; several files are several sequences."),
]
ModelFile = Annotated[Path, typer.Argument(help="A model that `elman fit` wrote.")]
Inputs = Annotated[
    list[str] | None,
    typer.Option("--input", help="Input column; again, or with commas, for more."),
]
Targets = Annotated[
    list[str] | None,
    typer.Option("--target", help="Target column; again, or with commas, for more."),
]
Id = Annotated[str | None, typer.Option("--id", help="Column that tells the sequences of a table apart.")]
Time = Annotated[str | None, typer.Option("--time", help="Column that must ascend within a sequence.")]
RowRange = Annotated[
    str | None, typer.Option("--rows", help="Rows A:B of each file, counted from 0, B excluded.")
]
StateFile = Annotated[Path | None, typer.Option("--state", help="A saved state to go on from.")]
SavedState = Annotated[
    Path | None, typer.Option(help="Where the state after the last row goes; may be the file of --state.")
]
Skip = Annotated[int, typer.Option(help="Rows at the start of each sequence that are not scored.")]
Plot = Annotated[Path | None, typer.Option(help="A picture as well: .png, .svg or .pdf.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")]


def split_names(given: Sequence[str] | None) -> list[str] | None:
    """Names that were given one by one or with commas; None if there are none."""
    if not given:
        return None
    return [name.strip() for part in given for name in part.split(",")]


def split_numbers(name: str, given: str | None) -> tuple[float, ...] | None:
    """Numbers with commas between them; None if there are none.

    Raises:
        ArgumentError: a part is no number.
    """
    return None if given is None else read_numbers(name, given)


def print_notes(notes: Sequence[str]) -> None:
    """What reading found and did, on stderr, where it does not mix with results."""
    for note in notes:
        typer.echo(f"note: {note}", err=True)
