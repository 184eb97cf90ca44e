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
from elman.evaluation.metrics import METRICS, Metric
from elman.evaluation.scores import Score, Scores, Values
from elman.shown import align_columns, fitting_lines

__all__ = ["align_columns", "describe_scores", "describe_verdict", "number_text", "score_table"]

_LEFT_OUT = ("esr",)
"""Metrics of elman's own that say what others say: R2 is 1 less a multiple of ESR."""
_MOST_SEQUENCES = 20
_MOST_NAMED = 5


def describe_scores(scores: Scores, units: Mapping[str, str] | None = None, *, every: bool = False) -> str:
    """The verdict in the first line, a table of network and baselines, and the warnings.

    Args:
        scores: with or without baselines.
        units: of the targets, by name; a target without one is named in its place.
        every: whether the table has every metric; otherwise it fits 80 columns.
    """
    units = units or {}
    warnings = dict.fromkeys(scores.warnings)
    blocks = [describe_verdict(scores, units), *(f"Warning: {sentence}" for sentence in warnings)]
    contenders = {"network": scores.network, **scores.baselines}
    for target in scores.network.targets:
        rows = {name: score.targets[target] for name, score in contenders.items()}
        blocks += ["", *_lines(_table(target, rows, every=every), every=every)]
    if len(scores.network.targets) > 1:
        rows = {name: score.overall for name, score in contenders.items()}
        blocks += ["", *_lines(_table("all targets (mean)", rows, every=every), every=every)]
    if len(scores.sequences) > 1:
        title, table = _sequences(scores, every=every)
        blocks += ["", *([title] if title else []), *_lines(table, every=every)]
    return "\n".join([*blocks, _units_line(scores, units)])


def score_table(contenders: Mapping[str, Score]) -> list[list[str]]:
    """The overall scores as rows of text, the head first."""
    return _table("", {name: score.overall for name, score in contenders.items()}, every=False)


def _lines(table: Sequence[Sequence[str]], *, every: bool) -> list[str]:
    return align_columns(table) if every else fitting_lines(table)


def _units_line(scores: Scores, units: Mapping[str, str]) -> str:
    """What RMSE and MAE are measured in, of all targets on one line."""
    known = [f"{name} in {units[name]}" for name in scores.network.targets if name in units]
    measured = ", ".join(known) if known else "in the unit of the target"
    return f"(RMSE and MAE: {measured})"


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


def _sequences(scores: Scores, *, every: bool) -> tuple[str, list[list[str]]]:
    """The network's score of each sequence; of many, those with the largest error."""
    chosen = scores.sequences
    title = ""
    if len(chosen) > _MOST_SEQUENCES:
        ordered = sorted(chosen, key=lambda name: -(deciding_error(chosen[name]) or 0.0))
        chosen = {name: chosen[name] for name in ordered[:_MOST_SEQUENCES]}
        title = f"the {_MOST_SEQUENCES} worst of {len(scores.sequences)} sequences:"
    return title, _table("sequence", {name: score.overall for name, score in chosen.items()}, every=every)


def _table(title: str, rows: Mapping[str, Values], *, every: bool) -> list[list[str]]:
    """A head, and one line a row."""
    shown = {name: metric for name, metric in METRICS.items() if every or name not in _LEFT_OUT}
    head = [title, *(_head(metric) for metric in shown.values())]
    return [
        head,
        *([name, *(number_text(values[metric]) for metric in shown)] for name, values in rows.items()),
    ]


def _head(metric: Metric) -> str:
    return metric.label if metric.unit != "percent" or "%" in metric.label else f"{metric.label} %"


def number_text(value: float | None) -> str:
    """Four digits, or `-` where a metric is not defined."""
    return "-" if value is None else f"{value:.4g}"
