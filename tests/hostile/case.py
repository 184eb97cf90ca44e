"""One bad or awkward input file, and the sentence that answers it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAN = float("nan")
GOOD = b"u,y\n1,2\n3,4\n5,6\n"
GOOD_VALUES = ((1, 2), (3, 4), (5, 6))


@dataclass(frozen=True, kw_only=True)
class Case:
    """One file, the options it is read with, and what must come of it: an error, or values."""

    name: str
    content: bytes | Callable[[Path], None] | None
    """Its bytes, or what writes it; None: no file."""
    options: dict[str, Any] = field(default_factory=dict)
    """Beside inputs=["u"] and targets=["y"]."""
    file: str = "data.csv"
    error: str | None = None
    """A regular expression that the sentence matches from its start."""
    notes: tuple[str, ...] = ()
    """Regular expressions, one for each note, in order."""
    values: tuple[tuple[float, ...], ...] | None = None
    """What is read, where there is no error."""


ROW = r"row {} of {} \(rows are counted from 0 after the header\)"


def at(row: int, file: str = "data.csv") -> str:
    """How sentences name a row."""
    return ROW.format(row, file.replace(".", r"\."))
