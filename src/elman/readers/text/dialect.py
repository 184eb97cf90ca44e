"""All that is decided about a text file before its cells are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """How a text table is written. Each decision is overruled by an option of the same name."""

    encoding: str
    """The characters' encoding, as Python calls it."""
    separator: str
    """What stands between the cells: one character; a space: any number of spaces and tabs."""
    names: tuple[str, ...]
    """The columns' names."""
    numbered: bool
    """Whether there is no header, so that the names are made up."""
    units: tuple[str, ...] = ()
    """The line of units below the header; none where there is none."""
    lines_before: int = 0
    """Lines of the file before the first row."""
    missing: tuple[str, ...] = ()
    """Cells that mean "no value"."""
