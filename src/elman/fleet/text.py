"""A fleet in a few lines."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from elman.fleet.scores import count_choices

if TYPE_CHECKING:
    from elman.fleet.evaluation import FleetEvaluation
    from elman.fleet.fleet import Fleet


def describe_fleet(fleet: Fleet) -> str:
    """Columns, units, what they chose, and the errors that they chose by."""
    manifest, scores = fleet.manifest, fleet.scores()
    lines = [
        f"a fleet of {manifest.units:,} units with {manifest.rows:,} rows: "
        f"{', '.join(manifest.inputs)} -> {', '.join(manifest.targets)}",
        f"choices: {_counts(list(fleet.choices.values()))}",
    ]
    missing = manifest.units - len(scores["unit"])
    if missing:
        lines.append(f"{missing:,} units are not fitted yet: run the command again that began the fleet")
    lines.append("median error on the last rows (NRMSE, by which each unit chose):")
    lines += [_median(name, scores[name]) for name in (*manifest.candidates, "baseline")]
    return "\n".join(lines)


def describe_evaluation(evaluation: FleetEvaluation) -> str:
    """How many units beat their best baseline, and the scores of all rows together."""
    plain = evaluation.to_json()
    lines = [
        f"{plain['beat_the_best_baseline']:,} of {plain['compared']:,} units beat their best baseline.",
    ]
    if evaluation.median_nrmse is not None:
        lines.append(f"median NRMSE of a unit: {evaluation.median_nrmse:.4g}")
    for name, values in evaluation.scores.network.targets.items():
        shown = ", ".join(f"{metric} {value:.4g}" for metric, value in values.items() if value is not None)
        lines.append(f"{name}, all units together: {shown}")
    return "\n".join(lines)


def _counts(choices: list[str | None]) -> str:
    counted = [f"{name} {count:,}" for name, count in count_choices(choices).items()]
    none = choices.count(None)
    return ", ".join([*counted, f"no model {none:,}"] if none else counted)


def _median(name: str, values: list[float | None]) -> str:
    known = [value for value in values if value is not None and value == value]  # noqa: PLR0124
    return f"  {name:<10}{median(known):.4g}" if known else f"  {name:<10}-"
