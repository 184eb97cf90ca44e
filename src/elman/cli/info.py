"""`elman info`: what a model file holds."""

from __future__ import annotations

import json

from elman.cli.columns import AsJson, ModelFile
from elman.cli.output import say, say_json


def info(model: ModelFile, as_json: AsJson = False) -> None:
    """Says what a model is: network, columns, training, scores.

    Example: elman info tanks.safetensors
    """
    from elman.api import load

    loaded = load(model)
    if as_json:
        say_json(json.dumps(loaded.record.to_dict(), indent=2))
    else:
        say(loaded.describe())
