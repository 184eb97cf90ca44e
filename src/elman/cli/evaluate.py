"""`elman evaluate`: the model's scores beside the baselines'."""

from __future__ import annotations

import json

import typer

from elman.cli.columns import (
    AsJson,
    DataFiles,
    Every,
    Ids,
    Inputs,
    ModelFile,
    RowRange,
    Skip,
    StartFrom,
    Targets,
    Time,
    print_notes,
    reading,
)
from elman.cli.output import say, say_json


def evaluate(
    context: typer.Context,
    model: ModelFile,
    data: DataFiles,
    input: Inputs = None,  # noqa: A002
    target: Targets = None,
    id: Ids = None,  # noqa: A002
    time: Time = None,
    rows: RowRange = None,
    skip: Skip = 0,
    start_from: StartFrom = None,
    every: Every = False,
    as_json: AsJson = False,
) -> None:
    """Scores a model on other data, beside simple baselines.

    --input and --target name the columns to read instead of the model's own, in the model's order.

    Example: elman evaluate tanks.safetensors tanks-test.csv --skip 100
    """
    from elman.model import Model

    evaluation = Model.load(model).evaluate(data, **reading(context.params), skip=skip, start_from=start_from)
    print_notes(evaluation.notes)
    if as_json:
        say_json(json.dumps(evaluation.to_json(), indent=2, allow_nan=False))
    else:
        say(evaluation.describe(every=every))
