"""The report of a fit: the validation part as any other data, and how the training went."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from elman.data import Sequences
from elman.page import Block, Chart, Line, Page, thin
from elman.report.material import Material
from elman.report.of_model import lay_out

if TYPE_CHECKING:
    from collections.abc import Sequence

    from elman.model import Fitted
    from elman.training import History


def page_of_fit(fitted: Fitted, *, title: str | None = None) -> Page:
    """The report of a fitted model on its validation part, with the losses of its training."""
    run = fitted.data.run_of(fitted.data.division.validation)
    evaluation = fitted.model.evaluate_sequences(
        run.sequences, examples=run.examples, leads=run.leads, diagnosed=True
    )
    sequences = _after_leads(run.sequences, run.leads)
    material = Material(model=fitted.model, sequences=sequences, evaluation=evaluation)
    page = lay_out(material, title=title)
    charts = training_charts(fitted.result.history, fitted.result.best_step)
    sections = [
        replace(section, blocks=[*charts, *section.blocks]) if section.title == "Training" else section
        for section in page.sections
    ]
    return replace(page, sections=sections)


def training_charts(history: History, best_step: int) -> list[Block]:
    """Loss of every step, and the validation score with the step whose weights were kept."""
    steps, (loss_P,) = thin([np.array(history.losses)])
    loss = Chart(
        id="training-loss",
        title="loss",
        x=steps + 1,
        lines=[Line(name="loss", role="plain", y=loss_P)],
        x_label="training step",
        y_label="loss",
        log_y=True,
    )
    scores = Chart(
        id="training-validation",
        title="validation",
        x=[entry.step for entry in history.validations],
        lines=[Line(name="validation", role="prediction", y=[entry.score for entry in history.validations])],
        x_label="training step",
        y_label="RMSE",
        marks=[(float(best_step), "best step")],
    )
    return [loss, scores]


def _after_leads(sequences: Sequences, leads: Sequence[int]) -> Sequences:
    """The rows that count; those before them only brought the state up."""
    kept = [rows_NC[lead:] for rows_NC, lead in zip(sequences, leads, strict=True)]
    return Sequences(
        names=sequences.names,
        values_NC=np.ascontiguousarray(np.concatenate(kept)),
        lengths=tuple(len(rows_NC) for rows_NC in kept),
        ids=sequences.ids,
        notes=sequences.notes,
    )
