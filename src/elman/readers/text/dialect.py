"""What is decided about a text file before its cells are read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """How a text table is written. An option of the same name overrules each decision."""

    encoding: str
    """The encoding, by Python's name."""
    separator: str
    """The character between cells; a space means any number of spaces and tabs."""
    names: tuple[str, ...]
    """The names of the columns."""
    numbered: bool
    """Whether the names were made up because there is no header."""
    units: tuple[str, ...] = ()
    """The cells of the line of units below the header; empty if there is none."""
    lines_before: int = 0
    """The number of lines before the first row."""
    missing: tuple[str, ...] = ()
    """Cells that mean "no value"."""
