"""The text, the JSON and the picture of a fitted model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from elman.data.division import Division
from elman.errors import ArgumentError
from elman.evaluation import describe_scores, describe_verdict
from elman.evaluation.comparison import beats_baselines, best_baseline, lost_targets
from elman.plots import draw_history, save_figure
from elman.shown import counted, listed

if TYPE_CHECKING:
    from elman.model.fitting.from_table import Fitted


def describe_fit(fitted: Fitted) -> str:
    """What was chosen, what happened, and the score on the validation part."""
    result = fitted.result
    trained = (
        f"{counted(result.steps_taken, 'step')} in {result.history.seconds:.1f} s, "
        f"best after {result.best_step}"
        + (", interrupted: the model is the best so far" if result.interrupted else "")
    )
    lines = [
        "chosen:",
        *listed(result.choices, [trial.seconds for trial in result.trials]),
        *(f"note: {event}" for event in dict.fromkeys(result.events)),
        *([trained] if result.steps_taken else []),
        "",
        f"on the validation part, {describe_division(fitted.data.division)}:",
        describe_scores(fitted.validation.scores),
        "",
        *(f"{name}: {describe_verdict(scores)}" for name, scores in fitted.parts.items()),
        *([""] if fitted.parts else []),
        *_advice(fitted),
    ]
    return "\n".join(lines)


def _advice(fitted: Fitted) -> list[str]:
    """Tells how to get the linear baseline if it is better."""
    scores = fitted.validation.scores
    won = best_baseline(scores) == "linear" and beats_baselines(scores) is False
    won = won or "linear" in lost_targets(scores).values()
    if fitted.result.repeat.baseline is not None or not won:
        return []
    return ["The linear baseline is a model, too: fit with the baseline linear.", ""]


def describe_division(division: Division) -> str:
    """Describes what validates, and from which state it runs."""
    new = sum(piece.start == 0 for piece in division.validation)
    tails = len(division.validation) - new
    whole = f"{new} whole sequence{'s' if new > 1 else ''} from the first row"
    rest = f"the last rows of {tails} sequence{'s' if tails > 1 else ''}, carried on"
    return " and ".join([whole] * bool(new) + [rest] * bool(tails))


def fit_to_json(fitted: Fitted) -> dict[str, Any]:
    """Returns the fit as a dictionary for JSON."""
    result, record = fitted.result, fitted.model.record
    return {
        "options": dict(record.options),
        "steps": result.steps_taken,
        "best_step": result.best_step,
        "seconds": result.history.seconds,
        "interrupted": result.interrupted,
        "events": list(result.events),
        "validation": dict(record.validation),
    }


def draw_fit(fitted: Fitted, path: Path) -> tuple[str, ...]:
    """Draws the loss and the validation score over the steps, beside the best baseline."""
    from elman.model.fitting.from_table import baseline_score

    result = fitted.result
    if not result.steps_taken:
        raise ArgumentError(
            f"plot must be of a training, got {str(path)!r} for a model that takes none. Leave it out."
        )
    spec = result.plan.spec
    figure = draw_history(
        result.history.losses,
        result.history.validations,
        title=f"{spec.cell}, {counted(spec.hidden_size, 'unit')}: {counted(result.steps_taken, 'step')}, "
        f"best after {result.best_step:,}",
        validation_label="validation score (scaled)",
        baseline=baseline_score(fitted.data, result.repeat),
    )
    return save_figure(figure, path)
