"""`elman fleet info`: what a fleet holds, or one unit of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from elman.cli.columns import AsJson
from elman.cli.fleet.options import FleetDirectory
from elman.cli.output import say, say_json
from elman.errors import ArgumentError


def info(
    fleet: FleetDirectory,
    unit: Annotated[str | None, typer.Argument(help="The id of one unit.")] = None,
    save: Annotated[
        Path | None, typer.Option(help="Where the unit's model goes, as a model file: .safetensors.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Says what a fleet is and what its units chose; with a unit, what its model is."""
    from elman.fleet import Fleet

    found = Fleet(fleet)
    if unit is None:
        if save is not None:
            raise ArgumentError(f"save must come with a unit, got {str(save)!r} alone. Name the unit first.")
        say_json(json.dumps(found.to_json(), indent=2)) if as_json else say(found.describe())
        return
    model = found.model(unit)
    if save is not None:
        model.save(save)
    if as_json:
        say_json(json.dumps(model.record.to_dict(), indent=2))
    else:
        say(f"unit {unit}: the {found.choices[unit]} model\n{model.describe()}")
