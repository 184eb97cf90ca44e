"""How good it is, beside the baselines."""

from __future__ import annotations

from collections.abc import Mapping

from elman.evaluation import METRICS, Scores, describe_verdict, number_text
from elman.evaluation.comparison import beats_baselines, best_baseline, deciding_error
from elman.page import Block, Section, Table, Text
from elman.page.words import translate
from elman.report.material import Material

_MOST_SEQUENCES = 20


def verdict_section(material: Material) -> Section:
    """The verdict, the cautions, and the metrics of network and baselines by target."""
    scores = material.evaluation.scores
    blocks: list[Block] = [
        Text(
            id="verdict",
            text=describe_verdict(scores),
            kind="verdict",
            in_chinese=_verdict_in_chinese(scores),
        )
    ]
    blocks += [
        Text(id=f"caution-{number}", text=sentence, kind="warning")
        for number, sentence in enumerate(scores.warnings)
    ]
    contenders = {"network": scores.network, **scores.baselines}
    for number, target in enumerate(scores.network.targets):
        rows = {name: score.targets[target] for name, score in contenders.items()}
        blocks.append(_table(f"scores-{number}", f"target: {target}", rows))
    return Section(title="Verdict", blocks=blocks)


def sequences_section(material: Material) -> Section:
    """The score of each sequence; of many, those with the largest error."""
    found = material.evaluation.scores.sequences
    if len(found) < 2:
        return Section(title="Sequences", blocks=[])
    ordered = sorted(found, key=lambda name: -(deciding_error(found[name]) or 0.0))[:_MOST_SEQUENCES]
    title = f"{len(ordered)} / {len(found):,}"
    table = _table("sequences", title, {name: found[name].overall for name in ordered})
    return Section(title="Sequences", blocks=[table])


def _table(place: str, title: str, rows: Mapping[str, Mapping[str, float | None]]) -> Table:
    head = ["", *(metric.label for metric in METRICS.values())]
    body = [
        [name.replace("_", " "), *(number_text(values[metric]) for metric in METRICS)]
        for name, values in rows.items()
    ]
    return Table(id=place, title=title, head=head, rows=body)


def _verdict_in_chinese(scores: Scores) -> str | None:
    best = best_baseline(scores)
    if best is None:
        return None
    sentence = "The network {} the best baseline, {}: {} {} against {}."
    beaten = "beats" if beats_baselines(scores) else "does not beat"
    metric = "RMSE" if len(scores.network.targets) == 1 else "NRMSE"
    errors = (number_text(deciding_error(score)) for score in (scores.network, scores.baselines[best]))
    return translate(sentence, "zh").format(translate(beaten, "zh"), best, metric, *errors)
