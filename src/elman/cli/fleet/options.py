"""The options that the commands of fleets share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from elman.cli.sections import RUNNING

FleetDirectory = Annotated[Path, typer.Argument(help="A directory that `elman fleet fit` wrote.")]
On = Annotated[
    str,
    typer.Option(
        metavar="ENGINE",
        help="What runs the work: processes, dask, ray, dask://HOST:PORT or ray://HOST:PORT.",
        rich_help_panel=RUNNING,
    ),
]
Workers = Annotated[
    int | None,
    typer.Option(
        help="Number of workers on this machine.", show_default="one for every core", rich_help_panel=RUNNING
    ),
]
