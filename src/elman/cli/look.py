"""`elman look`: what is in a table, and how it will be read."""

from __future__ import annotations

import json

import typer

from elman.cli.columns import AsJson, DataFiles, RowRange, forecast_reading
from elman.cli.output import say, say_json


def look(
    context: typer.Context,
    data: DataFiles,
    rows: RowRange = None,
    as_json: AsJson = False,
) -> None:
    """Shows the columns of tables: kinds, ranges, gaps, odd values.

    Nothing is changed. What is found here is what `elman fit` finds; each option of reading overrules it.

    Example: elman look tanks.csv
    """
    from elman.tables import look as look_at

    found = look_at(list(data), **forecast_reading(context.params))
    if as_json:
        say_json(json.dumps(found.to_json(), indent=2, allow_nan=False))
    else:
        say(found.describe())
