"""What a page is made of: sections of text, tables, charts and heat maps.

Everything here is data. `to_json` gives the JSON of the page; `elman.page.document` writes the same as HTML,
and the page's script draws it from the JSON. Text of users is text in all three.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

import numpy as np

from elman.arrays import Array

FORMAT_VERSION = 1
_DIGITS = 5

Role: TypeAlias = Literal["truth", "prediction", "trail", "error", "baseline", "limit", "plain", "second"]
"""What a line stands for: it decides colour and dashes, which are the same in every page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """One line of a chart."""

    name: str
    """In the legend."""
    role: Role
    """What it stands for."""
    y: Array | Sequence[float]
    """Its values at the chart's `x`; NaN leaves a gap."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {"name": self.name, "role": self.role, "y": plain_numbers(self.y)}


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """Lines, stems or bars over one axis."""

    id: str
    """Of the page alone: letters, digits and hyphens."""
    title: str
    """Above it."""
    x: Array | Sequence[float]
    """Ascending."""
    lines: Sequence[Line]
    """Drawn in this order."""
    x_label: str = ""
    """Below it."""
    y_label: str = ""
    """Beside it."""
    kind: Literal["lines", "stems", "bars"] = "lines"
    """How each line is drawn."""
    log_y: bool = False
    """Whether the values stand on a logarithmic axis; what is not positive is a gap there."""
    marks: Sequence[tuple[float, str]] = ()
    """Vertical lines: where, and what for."""
    low: float | None = None
    """Lower end of the values' axis; None: that of the values."""
    high: float | None = None
    """Upper end."""
    names: Sequence[str] = ()
    """Below each place of `x`, instead of its number; with a line break at most. Empty: numbers."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "block": "chart",
            "id": self.id,
            "title": self.title,
            "kind": self.kind,
            "x_label": self.x_label,
            "y_label": self.y_label,
            "log_y": self.log_y,
            "low": self.low,
            "high": self.high,
            "names": list(self.names),
            "x": plain_numbers(self.x, digits=9),
            "lines": [line.to_json() for line in self.lines],
            "marks": [[float(place), label] for place, label in self.marks],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Heat:
    """A map of numbers in colours: rows from top to bottom, columns over the axis."""

    id: str
    """As of a chart."""
    title: str
    """Above it."""
    values_RC: Array
    """Any numbers; R rows, C columns."""
    low: float
    """What is drawn darkest blue."""
    high: float
    """What is drawn darkest red; the middle is white."""
    x_label: str = ""
    """Below it."""
    y_label: str = ""
    """Beside it."""

    def levels(self) -> Array:
        """The values as whole numbers from 0 (`low`) to 255 (`high`)."""
        share_RC = (np.nan_to_num(self.values_RC) - self.low) / (self.high - self.low)
        return np.clip(np.round(255 * share_RC), 0, 255).astype(np.uint8)

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it: the levels, row by row, two hexadecimal digits each."""
        return {
            "block": "heat",
            "id": self.id,
            "title": self.title,
            "x_label": self.x_label,
            "y_label": self.y_label,
            "low": self.low,
            "high": self.high,
            "rows": self.values_RC.shape[0],
            "columns": self.values_RC.shape[1],
            "levels": self.levels().tobytes().hex(),
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """A table of text; all but the first column stand to the right."""

    id: str
    """As of a chart."""
    title: str
    """Above it; may be empty."""
    head: Sequence[str]
    """One text a column."""
    rows: Sequence[Sequence[str]]
    """As many texts as the head has."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "block": "table",
            "id": self.id,
            "title": self.title,
            "head": list(self.head),
            "rows": [list(row) for row in self.rows],
        }


@dataclass(frozen=True, kw_only=True, slots=True)
class Text:
    """A paragraph."""

    id: str
    """As of a chart."""
    text: str
    """With line breaks where it is code."""
    kind: Literal["plain", "verdict", "warning", "note", "code"] = "plain"
    """What it is."""
    in_chinese: str | None = None
    """The same in Chinese; None: as it is, or as the page's own words have it."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {
            "block": "text",
            "id": self.id,
            "text": self.text,
            "kind": self.kind,
            "in_chinese": self.in_chinese,
        }


Block: TypeAlias = Chart | Heat | Table | Text


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A heading and what stands below it."""

    title: str
    """The heading."""
    blocks: Sequence[Block]
    """In order."""

    def to_json(self) -> dict[str, Any]:
        """As JSON can hold it."""
        return {"title": self.title, "blocks": [block.to_json() for block in self.blocks]}


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """All that a page shows."""

    kind: Literal["report", "fit", "playground"]
    """What it is for; the script adds what only this kind has."""
    title: str
    """The first heading."""
    subtitle: str = ""
    """Below it."""
    sections: Sequence[Section] = ()
    """In order."""
    figures: Mapping[str, Any] = field(default_factory=dict)
    """The numbers behind it for a script, as the command's `--json` has them."""
    more: Mapping[str, Any] = field(default_factory=dict)
    """What only this kind of page has."""

    def to_json(self) -> dict[str, Any]:
        """The page's JSON."""
        return {
            "format": "elman-page",
            "version": FORMAT_VERSION,
            "kind": self.kind,
            "title": self.title,
            "subtitle": self.subtitle,
            "sections": [section.to_json() for section in self.sections],
            "figures": dict(self.figures),
            **self.more,
        }


def plain_numbers(values: Array | Sequence[float], digits: int = _DIGITS) -> list[float | int | None]:
    """Numbers with a few digits, None where there is none; whole ones without a point."""
    return [_plain(float(value), digits) for value in np.asarray(values, np.float64).tolist()]


def _plain(value: float, digits: int) -> float | int | None:
    if not np.isfinite(value):
        return None
    rounded = float(f"{value:.{digits}g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 2**53 else rounded
