"""The text, the JSON and the picture of a fitted forecaster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from elman.backtesting import describe_overall
from elman.plots import draw_history, save_figure
from elman.shown import listed

if TYPE_CHECKING:
    from elman.forecasting.fitting.from_table import FittedForecaster


def describe_fit(fitted: FittedForecaster) -> str:
    """Describes a fit: the score on the validation part, the choices, and what happened."""
    result = fitted.result
    steps = [history.num_windows for history in result.histories]
    seconds = sum(history.seconds for history in result.histories)
    lines = [
        *_scores(fitted),
        "",
        *_on_held_out(fitted),
        "chosen:",
        *listed(result.choices, [trial.seconds for trial in result.trials]),
        *(f"note: {event}" for event in dict.fromkeys(result.events)),
        f"{_counted(sum(steps), 'step')} of {_counted(len(steps), 'network')} in {seconds:.1f} s"
        + (", interrupted: the forecaster is the best so far" if result.interrupted else ""),
    ]
    return "\n".join(lines)


def _scores(fitted: FittedForecaster) -> list[str]:
    horizon = fitted.forecaster.horizon
    if fitted.validation is None:
        return [
            f"No series has {horizon} rows to validate on, so the quality of the forecasts is not known. "
            "Shorten the horizon, give longer series, or test it on later rows with elman backtest."
        ]
    return [
        "on the validation part, the last of each series:",
        describe_overall(fitted.validation),
        "",
        describe_coverage(fitted.coverage, fitted.coverage_by_step),
    ]


def _on_held_out(fitted: FittedForecaster) -> list[str]:
    if fitted.held_out is None:
        return []
    return ["on the rows that were held out of the fit:", describe_overall(fitted.held_out), ""]


def describe_coverage(coverage: Mapping[str, float], by_step: Mapping[str, Sequence[float]]) -> str:
    """Describes how many values the bands held, in a sentence and by step."""
    if not coverage:
        return "bands: too few rows to measure their coverage on later rows"
    held = ", ".join(f"the {level} % ones held {share:.3g} %" for level, share in coverage.items())
    steps = "; ".join(
        f"{level} %: {', '.join(f'{share:.0f}' for share in _some_of(shares))}"
        for level, shares in by_step.items()
    )
    return f"bands made from earlier rows, tested on later ones: {held} (by step, {steps})"


def _some_of(shares: Sequence[float]) -> Sequence[float]:
    """Returns the values of all steps, or of twelve evenly chosen steps."""
    if len(shares) <= _MOST_STEPS:
        return shares
    return [shares[round(place * (len(shares) - 1) / (_MOST_STEPS - 1))] for place in range(_MOST_STEPS)]


_MOST_STEPS = 12
"""The most steps whose coverage stands in a line; the file has all."""


def _counted(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def fit_to_json(fitted: FittedForecaster) -> dict[str, Any]:
    """Returns the fit as a dictionary for JSON."""
    result, record = fitted.result, fitted.forecaster.record
    return {
        "horizon": fitted.forecaster.horizon,
        "season": record.season,
        "options": dict(record.options),
        "steps": record.steps,
        "seconds": sum(history.seconds for history in result.histories),
        "interrupted": result.interrupted,
        "events": list(result.events),
        "notes": list(fitted.notes),
        "validation": dict(record.validation) or None,
        **({} if fitted.held_out is None else {"held_out": fitted.held_out.to_json()}),
    }


def draw_fit(fitted: FittedForecaster, path: Path) -> tuple[str, ...]:
    """Draws the loss and the validation score of the networks, one after another."""
    losses: list[float] = []
    validations: list[tuple[int, float]] = []
    for history in fitted.result.histories:
        validations += [(len(losses) + entry.step, entry.score) for entry in history.validations]
        losses += history.losses
    spec = fitted.forecaster.record.spec
    count = _counted(len(fitted.result.histories), "network")
    figure = draw_history(
        losses,
        validations,
        title=f"{count} one after another, {spec.cell}, {spec.hidden_size} units: {len(losses):,} steps",
        validation_label="validation score (scaled)",
    )
    return save_figure(figure, path)
