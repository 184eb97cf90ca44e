"""`elman info`: what a model file holds."""

from __future__ import annotations

import json

import typer

from elman.cli.columns import AsJson, ModelFile


def info(model: ModelFile, as_json: AsJson = False) -> None:
    """Says what a model or a forecaster is: its network, columns, training and validation scores."""
    from elman.api import load

    loaded = load(model)
    typer.echo(json.dumps(loaded.record.to_dict(), indent=2) if as_json else loaded.describe())
