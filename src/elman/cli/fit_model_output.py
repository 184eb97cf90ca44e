"""What `elman fit` prints and draws."""

from __future__ import annotations

import json
from pathlib import Path

from elman.cli.columns import print_notes
from elman.evaluation import describe_scores
from elman.model import Fitted
from elman.plots import draw_history, save_figure


def describe_fit(fitted: Fitted, output: Path, plot: Path | None) -> str:
    """What was chosen, what happened, the score on the validation part, and where the model is."""
    result = fitted.result
    lines = [
        f"chosen: {result.choices}",
        *(f"note: {event}" for event in result.events),
        f"{result.steps_taken} steps in {result.history.seconds:.1f} s, best after {result.best_step}"
        + (", interrupted: the model is the best so far" if result.interrupted else ""),
        "",
        "on the validation part, the last of each sequence:",
        describe_scores(fitted.validation.scores),
        "",
        f"model: {output}",
    ]
    return "\n".join(lines if plot is None else [*lines, f"picture: {plot}"])


def as_json_text(fitted: Fitted, output: Path) -> str:
    """The fit for a script."""
    result, record = fitted.result, fitted.model.record
    return json.dumps(
        {
            "model": str(output),
            "options": dict(record.options),
            "steps": result.steps_taken,
            "best_step": result.best_step,
            "seconds": result.history.seconds,
            "interrupted": result.interrupted,
            "events": list(result.events),
            "validation": dict(record.validation),
        },
        indent=2,
        allow_nan=False,
    )


def draw(fitted: Fitted, path: Path, baseline: tuple[str, float] | None) -> None:
    """Draws the loss and the validation score over the steps."""
    result = fitted.result
    spec = result.plan.spec
    figure = draw_history(
        result.history.losses,
        result.history.validations,
        title=f"{spec.cell}, {spec.hidden_size} units: {result.steps_taken:,} steps, best after "
        f"{result.best_step:,}",
        validation_label="validation score (scaled)",
        baseline=baseline,
    )
    print_notes(save_figure(figure, path))
