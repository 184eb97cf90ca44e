"""The last part of each sequence, set aside: always in time, never at random."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np

from elman.arrays import Array
from elman.data.examples import Examples
from elman.data.sequences import Sequences
from elman.errors import ArgumentError

Rowwise = TypeVar("Rowwise", Sequences, Examples)


def split_in_time(data: Rowwise, fraction: float) -> tuple[Rowwise, Rowwise]:
    """Cuts every sequence in two: the first part trains, the last part validates.

    The last part of a sequence of T rows has `round(T * fraction)` rows, at least 1 and at most T - 1. A
    sequence of one row cannot be cut: it trains whole, and does not appear in the validation part.

    Args:
        data: what to cut.
        fraction: how much validates, between 0 and 1.

    Returns:
        The training part and the validation part, sequences in the same order.

    Raises:
        ArgumentError: fraction is not between 0 and 1, or no sequence has two rows.
    """
    if not 0 < fraction < 1:
        raise ArgumentError(f"fraction must be between 0 and 1, got {fraction}. The customary value is 0.2.")
    if max(data.lengths, default=0) < 2:
        raise ArgumentError(
            f"a sequence must have at least 2 rows to be split, got {len(data.lengths)} sequences with "
            "at most 1 row each. Give more rows, or another id column."
        )
    last = [min(max(round(length * fraction), 1), length - 1) for length in data.lengths]
    starts = np.cumsum([0, *data.lengths])
    first = [length - rows for length, rows in zip(data.lengths, last, strict=True)]
    train = [(int(start), rows) for start, rows in zip(starts, first, strict=False)]
    validation = [(int(end) - rows, rows) for end, rows in zip(starts[1:], last, strict=True)]
    return _taken(data, train), _taken(data, validation)


def _taken(data: Rowwise, pieces: Sequence[tuple[int, int]]) -> Rowwise:
    """The pieces (start, rows) of each sequence; those without rows are left out."""
    kept = [(start, rows) for start, rows in pieces if rows]
    lengths = tuple(rows for _, rows in kept)
    if isinstance(data, Examples):
        return replace(data, x_NF=_rows(data.x_NF, kept), y_NO=_rows(data.y_NO, kept), lengths=lengths)
    ids = tuple(name for name, (_, rows) in zip(data.ids, pieces, strict=True) if rows)
    return replace(data, values_NC=_rows(data.values_NC, kept), lengths=lengths, ids=ids)


def _rows(values_NC: Array, pieces: Sequence[tuple[int, int]]) -> Array:
    """One piece is a view, so that a long sequence is not copied."""
    cut = [values_NC[start : start + rows] for start, rows in pieces]
    return cut[0] if len(cut) == 1 else np.concatenate(cut)
