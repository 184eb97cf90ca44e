"""Text in covariates: what its numbers stand for.

Three things are told apart. An empty cell is a category of its own (no holiday, no promotion), where the
training had empty cells. A text that the training did not have is none of the categories. A row that is not
there is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from elman.arrays import Array
from elman.errors import DataError
from elman.tables import StampedTable

MOST = 256
"""More different texts than this are no categories but names."""

_UNKNOWN = -1.0
"""The place of a text that is none of the categories."""

Categories = Mapping[str, tuple[str, ...]]


def find_categories(tables: Iterable[StampedTable], names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The different texts of each column that holds text, sorted; the empty one first, where it is there.

    Raises:
        DataError: a column has too many.
    """
    found: dict[str, set[str]] = {}
    for table in tables:
        for name in names:
            words = table.texts.get(name)
            if words is not None and (words != "").any():
                found.setdefault(name, set()).update(table.texts[name])
    for name, texts in found.items():
        if len(texts) > MOST:
            raise DataError(
                f"column {name!r} must hold numbers or at most {MOST} different texts, got {len(texts)}. "
                "Leave it out, or group its texts."
            )
    return {name: tuple(sorted(texts)) for name, texts in found.items()}


def covariate(table: StampedTable, name: str, categories: Categories) -> tuple[Array, set[str]]:
    """A column as numbers `(N,)`, texts by their place among the categories, and texts that are not there.

    Raises:
        DataError: numbers stand where text stood before, or the other way about.
    """
    numbers_N = table.numbers.get(name)
    if (name in categories) == (numbers_N is None):
        return (numbers_N, set()) if numbers_N is not None else _encode(table.texts[name], categories[name])
    if numbers_N is not None and np.isnan(numbers_N).all():
        return numbers_N, set()
    kinds = ("text", "numbers") if name in categories else ("numbers", "text")
    raise DataError(
        f"column {name!r} of {table.label} must hold {kinds[0]} as elsewhere, got {kinds[1]}. "
        "Write it alike in all tables."
    )


def _encode(text_N: Array, categories: Sequence[str]) -> tuple[Array, set[str]]:
    places = {text: float(place) for place, text in enumerate(categories)}
    numbers_N = np.array([places.get(text, _UNKNOWN) for text in text_N], np.float64)
    return numbers_N, set(text_N) - set(categories) - {""}
