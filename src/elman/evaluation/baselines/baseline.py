"""What a baseline is: a simple predictor that a network should beat."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, ClassVar, Self, TypeAlias

import numpy as np

from elman.arrays import Array
from elman.errors import ArgumentError

Pairs: TypeAlias = Iterable[tuple[Array, Array]]
"""Inputs `(T, F)`, finite, and targets `(T, O)`, NaN where missing, of each sequence: a list, or `Examples`.

Rows whose targets are all NaN are seen and not scored, so that a part of a sequence can be led in by
the rows before it."""

_PIECE_ROWS = 1 << 18


class Baseline(ABC):
    """A fitted baseline: a frozen dataclass of arrays, so that a model file can hold it.

    It predicts in the units that it was fitted in, scaled or not.
    """

    needs_past_targets: ClassVar[bool] = False
    """Whether it looks at the targets of the rows before. Where a target is simulated from the inputs
    alone they are not known, and such a baseline does not apply."""
    whole_numbers: ClassVar[frozenset[str]] = frozenset()
    """The fields that hold whole numbers of at least 1."""

    @classmethod
    @abstractmethod
    def fit(cls, training: Pairs, validation: Pairs | None = None) -> Self:
        """Fits it to the training part, and chooses its options (if any) on the validation part.

        Raises:
            ArgumentError: a target is nowhere known in the training part.
        """

    @abstractmethod
    def predict(self, x_TF: Array, y_TO: Array) -> Array:
        """Predicts the targets of one sequence, `(T, O)` in float64; every row is finite.

        Args:
            x_TF: inputs, finite.
            y_TO: targets. Only a baseline that needs past targets reads them, and of row t it
                reads those before t.
        """

    def arrays(self) -> dict[str, Array]:
        """What it has learned, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # type: ignore[arg-type]

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> Self:
        """The baseline that `arrays` was taken from.

        Raises:
            ArgumentError: the names or the kinds of number are not those of this baseline.
        """
        names = [field.name for field in fields(cls)]  # type: ignore[arg-type]
        if sorted(names) != sorted(arrays):
            raise ArgumentError(
                f"arrays must be named {sorted(names)}, got {sorted(arrays)}. "
                f"Pass what {cls.__name__}.arrays() gave."
            )
        for name, array in arrays.items():
            whole = name in cls.whole_numbers
            if array.dtype.kind != ("i" if whole else "f") or (whole and (array < 1).any()):
                kind = "whole numbers of at least 1" if whole else "floating-point numbers"
                raise ArgumentError(f"{name} must hold {kind}, got {array.dtype}.")
        values: dict[str, Any] = dict(arrays)
        return cls(**values)


def mean_and_deviation(parts: Sequence[Array]) -> tuple[Array, Array]:
    """Mean and standard deviation of every column over all rows that are not NaN, in float64.

    Raises:
        ArgumentError: a column has no known row.
    """
    count = sum((~np.isnan(part)).sum(axis=0) for part in parts)
    if not np.all(count):
        raise ArgumentError(
            f"training must hold a known value of every channel, got none in column "
            f"{int(np.argmin(count))}. Drop that channel, or give rows where it is known."
        )
    mean = sum(np.nansum(rows, axis=0, dtype=np.float64) for rows in _pieces(parts)) / count
    square = sum(np.nansum((rows - mean) ** 2, axis=0) for rows in _pieces(parts)) / count
    return np.asarray(mean), np.asarray(np.sqrt(square))


def _pieces(parts: Sequence[Array]) -> Iterator[Array]:
    """The parts in pieces, so that no table is copied to float64 as a whole."""
    for part in parts:
        for start in range(0, len(part), _PIECE_ROWS):
            yield part[start : start + _PIECE_ROWS]
