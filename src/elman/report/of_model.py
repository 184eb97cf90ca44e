"""The report of a model: the verdict first, then what is behind it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from elman.model import Evaluation, Model
from elman.page import Page
from elman.report.answers import answers_section
from elman.report.errors_left import errors_section
from elman.report.inside import inside_section
from elman.report.material import Material
from elman.report.origin import data_section, repeat_section, training_section
from elman.report.traces import traces_section
from elman.report.verdict import sequences_section, verdict_section

if TYPE_CHECKING:
    from elman.tables.sources import Source


def page_of_model(
    model: Model,
    sources: Source | Sequence[Source],
    *,
    title: str | None = None,
    skip: int = 0,
    start_from: int | None = None,
    **reading: Any,
) -> Page:
    """Evaluates a model on tables, and lays out its report.

    Args:
        model: the model.
        sources: a path, an array, a mapping, a frame, or a list of these, with inputs and targets.
        title: the first heading; None: the names of targets and inputs.
        skip: how many rows at the start of each sequence are not scored.
        start_from: how many rows at the start of each sequence are used to find its first state.
        **reading: columns and rows, and the options of `elman.tables.ReadOptions`.
    """
    sequences = model.read(sources, **reading)
    evaluation = model.evaluate_sequences(sequences, skip=skip, start_from=start_from, diagnosed=True)
    return lay_out(Material(model=model, sequences=sequences, evaluation=evaluation), title=title)


def lay_out(material: Material, *, title: str | None = None) -> Page:
    """The sections of a model's report, in the order in which an engineer asks."""
    model = material.model
    sections = [
        verdict_section(material),
        traces_section(material),
        errors_section(material),
        answers_section(material),
        inside_section(material),
        sequences_section(material),
        training_section(material),
        data_section(material),
        repeat_section(material),
    ]
    return Page(
        kind="report",
        title=title or f"{', '.join(model.targets)} ← {', '.join(model.inputs)}",
        subtitle=_subtitle(material),
        sections=[section for section in sections if section.blocks],
        figures=_figures(material.evaluation),
    )


def _figures(evaluation: Evaluation) -> dict[str, Any]:
    """The scores without those of each sequence, of which there may be many; the charts have the rest."""
    said = evaluation.scores.to_json()
    del said["sequences"]
    assert evaluation.diagnostics is not None
    return said | {"delays": evaluation.diagnostics.to_json()["delays"]}


def _subtitle(material: Material) -> str:
    spec = material.model.record.spec
    return (
        f"elman {material.model.record.elman_version}: {spec.cell}, {spec.num_layers} x {spec.hidden_size}; "
        f"{len(material.scored_N):,} rows"
    )
