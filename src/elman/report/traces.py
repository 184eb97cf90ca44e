"""Truth and prediction: all rows, and the stretch that is predicted worst."""

from __future__ import annotations

from elman.page import Chart, Line, Section, thin
from elman.plots.prediction import worst_stretch
from elman.report.material import Material

_CLOSER_ROWS = 300


def traces_section(material: Material) -> Section:
    """Two charts for each target that is drawn, and one of the error."""
    blocks = []
    for number, target in enumerate(material.drawn_targets):
        blocks += [_all(material, target, number), _error(material, target, number)]
        if len(material.scored_N) > _CLOSER_ROWS:
            blocks.append(_worst(material, target, number))
    return Section(title="Truth and prediction", blocks=blocks)


def _all(material: Material, target: str, number: int) -> Chart:
    rows, (truth_P, prediction_P) = thin(
        [material.truth(target), material.prediction(target)], material.points
    )
    return Chart(
        id=f"trace-{number}",
        title=material.titled("all rows", target),
        x=rows,
        lines=[
            Line(name="truth", role="truth", y=truth_P),
            Line(name="prediction", role="prediction", y=prediction_P),
        ],
        x_label="row",
        y_label=target,
        marks=_starts(material),
    )


def _error(material: Material, target: str, number: int) -> Chart:
    rows, (error_P,) = thin([material.error(target)], material.points)
    return Chart(
        id=f"error-{number}",
        title=material.titled("error", target),
        x=rows,
        lines=[Line(name="error", role="error", y=error_P)],
        x_label="row",
        y_label="error",
        marks=_starts(material),
    )


def _worst(material: Material, target: str, number: int) -> Chart:
    error_N, lengths = material.error(target), material.sequences.lengths
    first, end = worst_stretch(error_N, lengths, material.evaluation.skip, _CLOSER_ROWS)
    return Chart(
        id=f"worst-{number}",
        title=material.titled("the worst stretch", target),
        x=range(first, end),
        lines=[
            Line(name="truth", role="truth", y=material.truth(target)[first:end]),
            Line(name="prediction", role="prediction", y=material.prediction(target)[first:end]),
        ],
        x_label="row",
        y_label=target,
    )


def _starts(material: Material) -> list[tuple[float, str]]:
    """Where sequences begin, while they can be told apart."""
    starts, ids = material.sequences.starts, material.sequences.ids
    return (
        [(start - 0.5, name) for start, name in zip(starts, ids, strict=True)][1:] if len(ids) <= 12 else []
    )
