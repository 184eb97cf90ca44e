"""What `evaluate` and `plot` have in common: a model scored on tables."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from elman.cli.columns import print_notes, split_names

if TYPE_CHECKING:
    from elman.model import Evaluation


def evaluate_model(parameters: Mapping[str, Any]) -> Evaluation:
    """Loads and scores the model that a command's parameters name, and prints the notes."""
    from elman.model import Model
    from elman.tables import parse_rows

    rows = parameters["rows"]
    evaluation = Model.load(parameters["model"]).evaluate(
        parameters["data"],
        inputs=split_names(parameters["input"]),
        targets=split_names(parameters["target"]),
        id=parameters["id"],
        time=parameters["time"],
        rows=None if rows is None else parse_rows(rows),
        skip=parameters["skip"],
    )
    print_notes(evaluation.prediction.notes)
    return evaluation
