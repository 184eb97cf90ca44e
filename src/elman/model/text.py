"""The description of a model."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from textwrap import wrap
from typing import Any

from elman.evaluation import Score, Scores
from elman.evaluation.text import describe_verdict, score_table
from elman.model.record import Record
from elman.network import describe
from elman.shown import COLUMNS, About, counted, fitting_lines, listed, names_text

_SAID_ELSEWHERE = ("choices", "events", "best_step", "interrupted", "exactly_repeatable")


def describe_model(record: Record) -> str:
    """Describes the record in sections: network, columns, training, validation."""
    preparation = record.preparation
    scores = stored_scores(record.validation)
    delays = [
        f"{name} {rows}" for name, rows in zip(preparation.inputs, preparation.delays, strict=False) if rows
    ]
    blocks = [
        describe(record.member_spec),
        *_members(record),
        "columns:",
        *(f"  {line}" for line in fitting_lines(_columns(record))),
        f"  missing inputs: {preparation.missing}",
        *([] if record.step is None else [f"  rows: {record.step} apart"]),
        *([f"  delays in rows: {', '.join(delays)}"] if delays else []),
        "training:",
        *_training(record),
        "validation:",
        *(_validation(record) if scores is None else _scores(scores)),
        "origin:",
        f"  data {record.data_fingerprint}",
        f"  written by elman {record.elman_version}",
    ]
    return "\n".join(blocks)


def about_model(record: Record) -> About:
    """Returns the facts that a model shows of itself."""
    spec, preparation, scores = record.spec, record.preparation, stored_scores(record.validation)
    facts = {
        "": f"{names_text(preparation.inputs)} -> {names_text(preparation.targets)}",
        "cell": f"{spec.cell} of {counted(spec.hidden_size, 'unit')}",
        "steps": f"{record.steps:,}",
    }
    if scores is None:
        return About(facts=facts, sentences=["It has no score on a validation part."])
    return About(
        facts=facts,
        sentences=[f"On the validation part: {describe_verdict(scores)}", *scores.warnings],
        table=score_table({"network": scores.network, **scores.baselines}),
    )


def stored_scores(validation: Mapping[str, Any]) -> Scores | None:
    """Returns the scores in a record; None if there are none, or none in today's form."""
    network = _score(validation)
    baselines = validation.get("baselines")
    if network is None or not isinstance(baselines, Mapping):
        return None
    known = {name: _score(entry) for name, entry in baselines.items()}
    warnings = validation.get("warnings")
    return Scores(
        network=network,
        sequences={},
        baselines={name: score for name, score in known.items() if score is not None},
        warnings=tuple(map(str, warnings)) if isinstance(warnings, list | tuple) else (),
    )


def _score(entry: Any) -> Score | None:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("targets"), Mapping):
        return None
    overall, targets = entry.get("overall", entry), entry["targets"]
    if not targets or not all(map(_has_metrics, (overall, *targets.values()))):
        return None
    return Score(overall=overall, targets=targets, scored=0)


def _has_metrics(values: Any) -> bool:
    """Tells whether every metric is there, as a number or as not defined."""
    if not isinstance(values, Mapping) or not _metrics() <= values.keys():
        return False
    return all(values[name] is None or _is_number(values[name]) for name in _metrics())


def _is_number(value: Any) -> bool:
    """Tells whether a value of a file is a number that a float holds."""
    return isinstance(value, float) or (isinstance(value, int) and abs(value) <= sys.float_info.max)


def _members(record: Record) -> list[str]:
    if record.members < 2:
        return []
    return [f"the mean of {record.members} such networks, run as one of {record.spec.hidden_size} units"]


def _metrics() -> set[str]:
    from elman.evaluation import METRICS

    return set(METRICS)


def _columns(record: Record) -> list[list[str]]:
    preparation = record.preparation
    rows = [["column", "role", "scaling", "centre", "scale"]]
    for role, names, scaling in (
        ("input", preparation.inputs, preparation.input_scaling),
        ("target", preparation.targets, preparation.target_scaling),
    ):
        rows += [
            [name, role, scaling.method, f"{centre:.6g}", f"{scale:.6g}"]
            for name, centre, scale in zip(names, scaling.centre_C, scaling.scale_C, strict=True)
        ]
    return rows


def _training(record: Record) -> list[str]:
    options = record.options
    given = [
        f"{name} {value}"
        for name, value in options.items()
        if name not in _SAID_ELSEWHERE and value not in (None, [], ())
    ]
    best = f", best after {options['best_step']:,}" if isinstance(options.get("best_step"), int) else ""
    choices = options.get("choices")
    events = options.get("events")
    told = [f"options: {', '.join(given)}"]
    told += [f"note: {event}" for event in events] if isinstance(events, list | tuple) else []
    return [
        f"  {counted(record.steps, 'step')}{best}",
        *(["  chosen:", *(f"  {line}" for line in listed(choices))] if isinstance(choices, str) else []),
        *(line for text in told for line in indented(text)),
    ]


def _validation(record: Record) -> list[str]:
    overall = record.validation.get("overall", {})
    known = ", ".join(f"{name} {value:.4g}" for name, value in overall.items() if value is not None)
    return indented(known or "none")


def _scores(scores: Scores) -> list[str]:
    table = score_table({"network": scores.network, **scores.baselines})
    return [*indented(describe_verdict(scores)), *(f"  {line}" for line in fitting_lines(table))]


def indented(text: str) -> list[str]:
    """Wraps text into indented lines of at most 80 columns."""
    return wrap(text, COLUMNS, initial_indent="  ", subsequent_indent="    ")
