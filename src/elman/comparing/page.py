"""The report of a comparison: who is best, whether chance made it so, and the differences."""

from __future__ import annotations

from os import PathLike
from pathlib import Path

import numpy as np

from elman.comparing.result import Comparison
from elman.page import Block, Chart, Line, Page, Section, Table, Text, check_page_path, write_page

_MOST_DRAWN = 12
_WIDEST = 12


def write_comparison(
    comparison: Comparison, path: str | PathLike[str], *, title: str | None = None, language: str = "en"
) -> Page:
    """Writes the report of a comparison to one HTML file that needs nothing else.

    Args:
        comparison: what `elman.compare` found.
        path: of the .html file.
        title: the first heading; None: the names of the contenders.
        language: en or zh.

    Returns:
        What was written.

    Raises:
        ArgumentError: the file cannot be written.
    """
    path = Path(path)
    check_page_path("report", path)
    page = page_of_comparison(comparison, title=title)
    write_page(page, path, language=language)
    return page


def page_of_comparison(comparison: Comparison, *, title: str | None = None) -> Page:
    """The verdict first, the table, and the errors and differences as charts."""
    table = comparison.table()
    verdict: list[Block] = [
        Text(id="verdict", text=comparison.verdict, kind="verdict"),
        Table(id="contenders", title="", head=table[0], rows=table[1:]),
        Text(id="units", text=comparison.units_text, kind="note"),
    ]
    notes = [
        Text(id=f"note-{number}", text=note, kind="note")
        for number, note in enumerate(dict.fromkeys(comparison.errors.notes))
    ]
    sections = [
        Section(title="Verdict", blocks=verdict),
        Section(title="Differences", blocks=[_errors(comparison), *_differences(comparison)]),
        Section(title="Data", blocks=notes),
    ]
    return Page(
        kind="report",
        title=title or " / ".join(comparison.ranking),
        subtitle=f"elman compare: {comparison.errors.metric}",
        sections=[section for section in sections if section.blocks],
        figures=comparison.to_json(),
    )


def _errors(comparison: Comparison) -> Chart:
    drawn = comparison.ranking[:_MOST_DRAWN]
    overall = comparison.errors.overall
    return Chart(
        id="errors",
        title=f"{comparison.errors.metric} of each",
        kind="bars",
        x=range(1, len(drawn) + 1),
        lines=[Line(name=comparison.errors.metric, role="plain", y=[overall[name] for name in drawn])],
        y_label=comparison.errors.metric,
        names=[_short(name) for name in drawn],
    )


def _differences(comparison: Comparison) -> list[Block]:
    """How much greater each other error is than the least, with the ends of its interval."""
    drawn = comparison.ranking[1:_MOST_DRAWN]
    if not drawn:
        return []
    found = [comparison.differences[name] for name in drawn]
    return [
        Chart(
            id="differences",
            title=f"{comparison.errors.per_unit}, more than {comparison.best}",
            kind="bars",
            x=range(1, len(drawn) + 1),
            lines=[
                Line(name="95 % interval", role="limit", y=np.array([one.low for one in found])),
                Line(name="difference", role="prediction", y=np.array([one.mean for one in found])),
                Line(name="", role="limit", y=np.array([one.high for one in found])),
            ],
            y_label="difference",
            names=[_short(name) for name in drawn],
        )
    ]


def _short(name: str) -> str:
    return name if len(name) <= _WIDEST else f"{name[: _WIDEST - 1]}…"
