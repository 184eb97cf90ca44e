"""Scores as plain text: the verdict first, then a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from elman.evaluation.comparison import (
    beats_baselines,
    best_baseline,
    deciding_error,
    is_worse_than_mean,
    lost_targets,
    skill,
)
from elman.evaluation.metrics import METRICS
from elman.evaluation.scores import Score, Scores, Values

_UNIT_SIGNS = {"percent": "%", "none": "-"}
_MOST_SEQUENCES = 20
_MOST_NAMED = 5


def describe_scores(scores: Scores, units: Mapping[str, str] | None = None) -> str:
    """The verdict in the first line, a table of network and baselines, and the warnings.

    Args:
        scores: with or without baselines.
        units: of the targets, by name; a target without one is named in its place.
    """
    units = units or {}
    blocks = [describe_verdict(scores, units), *(f"Warning: {sentence}" for sentence in scores.warnings)]
    contenders = {"network": scores.network, **scores.baselines}
    for target in scores.network.targets:
        rows = {name: score.targets[target] for name, score in contenders.items()}
        blocks += ["", *_table(target, units.get(target), rows)]
    if len(scores.network.targets) > 1:
        rows = {name: score.overall for name, score in contenders.items()}
        blocks += ["", *_table("all targets (mean)", "-", rows)]
    if len(scores.sequences) > 1:
        blocks += ["", *_sequences(scores, units)]
    return "\n".join(blocks)


def describe_verdict(scores: Scores, units: Mapping[str, str] | None = None) -> str:
    """One line: whether the network beats the best baseline, with both errors."""
    metric = "RMSE" if len(scores.network.targets) == 1 else "NRMSE"
    own = _error(scores.network, units or {})
    best = best_baseline(scores)
    if best is None:
        return f"{metric} {own}; there is no baseline to compare it with."
    beaten = "beats" if beats_baselines(scores) else "does not beat"
    other = _error(scores.baselines[best], units or {})
    ratio = skill(scores)
    gained = "" if ratio is None else f" (skill {ratio:.3g})"
    against = f"{metric} {own} against {other}{gained}"
    if is_worse_than_mean(scores):
        return (
            f"The network is worse than the mean of these rows. Beside the best baseline, {best}: {against}."
        )
    return f"The network {beaten} the best baseline, {best}: {against}{_except(scores)}."


def _except(scores: Scores) -> str:
    """The targets on which a network that beats the baselines on the whole does not."""
    lost = lost_targets(scores) if beats_baselines(scores) else {}
    if not lost:
        return ""
    named = ", ".join(f"{target} ({baseline})" for target, baseline in list(lost.items())[:_MOST_NAMED])
    more = len(lost) - _MOST_NAMED
    return f", but not for {named}" + (f" and {more} more" if more > 0 else "")


def _error(score: Score, units: Mapping[str, str]) -> str:
    error = deciding_error(score)
    if error is None:
        return "undefined"
    unit = units.get(next(iter(score.targets)), "") if len(score.targets) == 1 else ""
    return f"{error:.4g} {unit}".rstrip()


def _sequences(scores: Scores, units: Mapping[str, str]) -> list[str]:
    """The network's score of each sequence; of many, those with the largest error."""
    chosen = scores.sequences
    title = "sequences"
    if len(chosen) > _MOST_SEQUENCES:
        ordered = sorted(chosen, key=lambda name: -(deciding_error(chosen[name]) or 0.0))
        chosen = {name: chosen[name] for name in ordered[:_MOST_SEQUENCES]}
        title = f"sequences (the {_MOST_SEQUENCES} worst of {len(scores.sequences)})"
    names = list(scores.network.targets)
    unit = (units.get(names[0]) or f"[{names[0]}]") if len(names) == 1 else "-"
    return _table(title, unit, {name: score.overall for name, score in chosen.items()})


def _table(title: str, unit: str | None, rows: Mapping[str, Values]) -> list[str]:
    """A head of two lines, names and units, and one line a row."""
    own = unit or f"[{title}]"
    head = [title, *(metric.label for metric in METRICS.values())]
    signs = [
        "",
        *(own if metric.unit == "target" else _UNIT_SIGNS[metric.unit] for metric in METRICS.values()),
    ]
    body = [[name, *(number_text(values[metric]) for metric in METRICS)] for name, values in rows.items()]
    return align_columns([head, signs, *body])


def number_text(value: float | None) -> str:
    """Four digits, or `-` where a metric is not defined."""
    return "-" if value is None else f"{value:.4g}"


def align_columns(cells: Sequence[Sequence[str]]) -> list[str]:
    """Lines of a table: the first column to the left, the others to the right."""
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    return [
        "  ".join(
            cell.rjust(width) if column else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in cells
    ]
