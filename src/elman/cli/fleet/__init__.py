"""`elman fleet`: many units, each with its model. A command of it is a file here and a line below."""

from __future__ import annotations

import typer

from elman.cli.fleet.evaluate import evaluate
from elman.cli.fleet.fit import fit
from elman.cli.fleet.info import info
from elman.cli.fleet.predict import predict
from elman.cli.read_options import with_reading
from elman.cli.sections import SectionedCommand, summary

app = typer.Typer(
    name="fleet",
    help="Many units, each with its own model.",
    add_completion=False,
    rich_markup_mode=None,
    no_args_is_help=True,
)
for command in (fit, predict, evaluate):
    app.command(cls=SectionedCommand, short_help=summary(command))(with_reading(command))
app.command(cls=SectionedCommand, short_help=summary(info))(info)
