"""Where it comes from: training, data, and how to get it again."""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from elman.evaluation import number_text
from elman.page import Block, Section, Table, Text
from elman.report.material import Material

_MOST_CHANNELS = 40


def training_section(material: Material) -> Section:
    """What was chosen, and the validation score of the fit."""
    record = material.model.record
    blocks: list[Block] = []
    overall = record.validation.get("overall", {})
    if overall:
        row = [number_text(value) for value in overall.values()]
        blocks.append(Table(id="validation", title="", head=["", *overall], rows=[["validation", *row]]))
    rows = [
        [str(name), _short(value)]
        for name, value in record.options.items()
        if value is not None and value != []
    ]
    rows.append(["training steps", f"{record.steps:,}"])
    blocks.append(Table(id="options", title="chosen", head=["option", "value"], rows=rows))
    return Section(title="Training", blocks=blocks)


def data_section(material: Material) -> Section:
    """What was scored: rows, gaps, and the range of every channel beside that of the training part."""
    sequences, record = material.sequences, material.model.record
    seen = {
        name: f"{low:.4g} … {high:.4g}"
        for name, low, high in zip(
            material.model.inputs, record.training_range.low_F, record.training_range.high_F, strict=True
        )
    }
    rows = []
    for name in sequences.names[:_MOST_CHANNELS]:
        values_N = sequences.columns([name])[:, 0]
        known_N = values_N[np.isfinite(values_N)].astype(np.float64)
        numbers = (known_N.min(), known_N.mean(), known_N.max()) if known_N.size else (None,) * 3
        missing = f"{len(values_N) - known_N.size:,}"
        rows.append([name, *(number_text(value) for value in numbers), missing, seen.get(name, "")])
    head = ["", "min", "mean", "max", "missing", "in training"]
    title = f"{len(material.scored_N):,} rows, {len(sequences):,} sequences"
    notes = [
        Text(id=f"note-{number}", text=note, kind="note")
        for number, note in enumerate(material.evaluation.notes)
    ]
    return Section(title="Data", blocks=[Table(id="data", title=title, head=head, rows=rows), *notes])


def repeat_section(material: Material) -> Section:
    """What leads to the same model and to this report."""
    record = material.model.record
    options = {name: value for name, value in record.options.items() if value is not None}
    lines = [
        f"elman {record.elman_version}",
        f"data of the fit: {record.data_fingerprint}",
        f"options: {json.dumps(options, default=str, ensure_ascii=False)}",
        "elman report MODEL.safetensors DATA --output report.html",
    ]
    return Section(title="How to repeat it", blocks=[Text(id="repeat", text="\n".join(lines), kind="code")])


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
