"""How results are written: medians with their quartiles, in columns."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from turns import quartiles


def describe(values: np.ndarray, scale: float = 1.0, digits: int = 1) -> str:
    """The median, and the quartiles in brackets."""
    first, median, third = (f"{scale * value:.{digits}f}" for value in quartiles(values))
    return f"{median} ({first}-{third})"


def table(head: list[str], lines: list[list[str]]) -> Iterator[str]:
    """Columns as wide as their widest entry."""
    widths = [max(len(line[i]) for line in [head, *lines]) for i in range(len(head))]
    for line in [head, *lines]:
        yield "  ".join(entry.ljust(width) for entry, width in zip(line, widths, strict=True)).rstrip()
