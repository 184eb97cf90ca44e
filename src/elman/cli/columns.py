"""The options by which every command is told what to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from elman.checks import read_numbers
from elman.cli.output import tell
from elman.cli.sections import COLUMNS, OUTPUT

DataFiles = Annotated[
    list[Path],
    typer.Argument(help="CSV, TSV, Parquet, Arrow or WAV, .gz too; several files are several sequences."),
]
ModelFile = Annotated[Path, typer.Argument(help="A model that `elman fit` wrote.")]
Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        "--inputs",
        metavar="NAME",
        help="Input column; again, or with commas, for more.",
        rich_help_panel=COLUMNS,
    ),
]
Targets = Annotated[
    list[str] | None,
    typer.Option(
        "--target",
        "--targets",
        metavar="NAME",
        help="Target column; again, or with commas, for more.",
        rich_help_panel=COLUMNS,
    ),
]
Id = Annotated[
    str | None,
    typer.Option(
        "--id",
        metavar="NAME",
        help="Column that tells the sequences of a table apart.",
        rich_help_panel=COLUMNS,
    ),
]
Time = Annotated[
    str | None,
    typer.Option(
        "--time", metavar="NAME", help="Column that must ascend within a sequence.", rich_help_panel=COLUMNS
    ),
]
RowRange = Annotated[
    str | None,
    typer.Option(
        "--rows",
        metavar="A:B",
        help="Rows A:B of each file, counted from 0, B excluded.",
        rich_help_panel=COLUMNS,
    ),
]
StateFile = Annotated[Path | None, typer.Option("--state", help="A saved state to go on from.")]
SavedState = Annotated[
    Path | None, typer.Option(help="Where the state after the last row goes; may be the file of --state.")
]
Skip = Annotated[int, typer.Option(help="Rows at the start of each sequence that are not scored.")]
Plot = Annotated[
    Path | None, typer.Option(help="A picture as well: .png, .svg or .pdf.", rich_help_panel=OUTPUT)
]
SpreadsheetSafe = Annotated[
    bool,
    typer.Option(
        "--spreadsheet-safe",
        help="Put an apostrophe before text that a spreadsheet would run.",
        rich_help_panel=OUTPUT,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.", rich_help_panel=OUTPUT)]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.", rich_help_panel=OUTPUT)]


def split_names(given: Sequence[str] | None) -> list[str] | None:
    """Names that were given one by one or with commas; None if there are none."""
    if not given:
        return None
    return [name.strip() for part in given for name in part.split(",")]


def reading(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What a command's options say of its tables, by the names that the methods of a model have for it."""
    from elman.tables.rows import parse_rows

    rows = parameters["rows"]
    said = {"inputs": split_names(parameters["input"]), "id": parameters["id"], "time": parameters["time"]}
    if "target" in parameters:
        said["targets"] = split_names(parameters["target"])
    return said | {"rows": None if rows is None else parse_rows(rows)}


def split_numbers(name: str, given: str | None) -> tuple[float, ...] | None:
    """Numbers with commas between them; None if there are none.

    Raises:
        ArgumentError: a part is no number.
    """
    return None if given is None else read_numbers(name, given)


def print_notes(notes: Sequence[str]) -> None:
    """What reading found and did, on stderr, where it does not mix with results."""
    for note in notes:
        tell(f"note: {note}")
