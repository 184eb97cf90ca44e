"""The options by which every command is told what to read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from elman.checks import read_numbers
from elman.cli.output import tell
from elman.cli.read_options import given_reading
from elman.cli.sections import COLUMNS, OUTPUT

DataFiles = Annotated[
    list[Path],
    typer.Argument(help="Files, folders, patterns, or - for a pipe; several are several sequences."),
]
ModelFile = Annotated[Path, typer.Argument(help="A model that `elman fit` wrote.")]
Inputs = Annotated[
    list[str] | None,
    typer.Option(
        "--input",
        "--inputs",
        "-i",
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
        "-t",
        metavar="NAME",
        help="Target column; again, or with commas, for more.",
        rich_help_panel=COLUMNS,
    ),
]
Ids = Annotated[
    list[str] | None,
    typer.Option(
        "--id",
        metavar="NAME",
        help="Column that names the sequence of a row; again for several that do so together.",
        rich_help_panel=COLUMNS,
    ),
]
Time = Annotated[
    str | None,
    typer.Option(
        "--time",
        metavar="NAME",
        help="Column that must ascend within a sequence, or several: year,month,day.",
        rich_help_panel=COLUMNS,
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
StartFrom = Annotated[
    int | None,
    typer.Option(
        metavar="ROWS",
        help="Rows at the start of each sequence whose measured targets are used to find its first state.",
    ),
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
Every = Annotated[
    bool,
    typer.Option("--all", help="Every metric, even if a line has over 80 columns.", rich_help_panel=OUTPUT),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.", rich_help_panel=OUTPUT)]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.", rich_help_panel=OUTPUT)]


def split_names(given: Sequence[str] | None, parameters: Mapping[str, Any] | None = None) -> list[str] | None:
    """Names that were given one by one or with commas; None if there are none.

    Args:
        given: as they were typed.
        parameters: of the command; a name that its table has is whole, commas and all.
    """
    if not given:
        return None
    if not any("," in part for part in given):
        return [name.strip() for name in given]
    from elman.tables.roles import split_names as split_known

    return split_known(given, () if parameters is None else _known_names(parameters))


def _known_names(parameters: Mapping[str, Any]) -> tuple[str, ...]:
    """The columns of the table that a command reads first."""
    from elman.readers.options import ReadOptions
    from elman.tables.many import open_all

    given = parameters.get("data") or parameters.get("files") or []
    files = [path for path in given if path.suffix != ".safetensors"]
    options = ReadOptions.of(given_reading(parameters))
    if not files:
        return ()
    tables, _ = open_all(files if options.join else files[:1], options, time=parameters.get("time"))
    return tables[0].names


def read_ids(given: Sequence[str] | str | None) -> str | tuple[str, ...] | None:
    """The id column, or several; None if there is none."""
    if not given:
        return None
    if isinstance(given, str):
        return given
    return given[0] if len(given) == 1 else tuple(given)


def reading(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What a command's options say of its tables, by the names that the methods of a model have for it."""
    said: dict[str, Any] = {
        "inputs": split_names(parameters["input"], parameters),
        "id": read_ids(parameters["id"]),
        "time": parameters["time"],
    }
    if "target" in parameters:
        said["targets"] = split_names(parameters["target"], parameters)
    return said | forecast_reading(parameters)


def forecast_reading(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """The same of a forecaster, which knows its columns."""
    from elman.readers.rows import parse_rows

    rows = parameters["rows"]
    return {"rows": None if rows is None else parse_rows(rows)} | given_reading(parameters)


def split_numbers(name: str, given: str | None) -> tuple[float, ...] | None:
    """Numbers with commas between them; None if there are none.

    Raises:
        ArgumentError: a part is no number.
    """
    return None if given is None else read_numbers(name, given)


def print_notes(notes: Sequence[str]) -> None:
    """What reading found and did, on stderr, where it does not mix with results."""
    for note in dict.fromkeys(notes):
        tell(f"note: {note}")
