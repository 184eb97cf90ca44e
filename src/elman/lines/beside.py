"""Columns of lines that are no plain numbers: what makes numbers of their cells, and which may be absent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True, slots=True)
class BesideInputs:
    """Columns that are read beside the inputs, and stand after them in a row."""

    readers: Mapping[str, Callable[[Any], float]] = field(default_factory=dict)
    """By name, what makes a number of a cell, or raises an error whose sentence is told."""
    optional: frozenset[str] = frozenset()
    """Those that lines may lack; NaN stands for them."""

    @property
    def needed(self) -> tuple[str, ...]:
        """Those that lines must have."""
        return tuple(name for name in self.readers if name not in self.optional)


NONE = BesideInputs()
