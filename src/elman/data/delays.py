"""Inputs taken some rows late: pure delays of cause and effect, which a network would have to remember."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from elman import registry
from elman.arrays import Array
from elman.errors import ArgumentError

_MOST = 1_000_000


def read_delays(given: Mapping[str, int] | str, inputs: Sequence[str]) -> tuple[int, ...]:
    """The delay of each input in rows, 0 where none is given.

    Args:
        given: as `{"u": 60}` or `u=60,v=3`.
        inputs: the names.

    Raises:
        ArgumentError: a name is no input, or a delay no number of rows.
    """
    pairs = dict(_pairs(given)) if isinstance(given, str) else dict(given)
    known = {name: place for place, name in enumerate(inputs)}
    delays = [0] * len(inputs)
    for name, rows in pairs.items():
        place = registry.lookup("input with a delay", known, name)
        if isinstance(rows, bool) or not isinstance(rows, int) or not 0 <= rows <= _MOST:
            raise _wrong(given)
        delays[place] = rows
    return tuple(delays)


def delay_rows(
    x_NF: Array, lengths: Sequence[int], delays_F: Sequence[int], past_BDF: Array | None, before_F: Array
) -> Array:
    """Each input as it was its delay ago.

    Args:
        x_NF: rows of one or more sequences.
        lengths: rows of each.
        delays_F: rows of each input.
        past_BDF: the rows before each sequence, as many as the longest delay; None: they begin here.
        before_F: what stands for rows before a sequence began.
    """
    late, start = [], 0
    for lane, rows in enumerate(lengths):
        past_DF = nothing_past(delays_F, before_F, x_NF.dtype) if past_BDF is None else past_BDF[lane]
        joined_NF = np.concatenate([past_DF, x_NF[start : start + rows]])
        first_F = [len(past_DF) - delay for delay in delays_F]
        late.append(np.stack([joined_NF[a : a + rows, f] for f, a in enumerate(first_F)], axis=1))
        start += rows
    return np.concatenate(late) if late else x_NF


def past_after(
    x_NF: Array, lengths: Sequence[int], delays_F: Sequence[int], past_BDF: Array | None, before_F: Array
) -> Array:
    """The rows that the next call needs, `(B, D, F)`; the arguments are those of `delay_rows`."""
    pasts, start = [], 0
    for lane, rows in enumerate(lengths):
        past_DF = nothing_past(delays_F, before_F, x_NF.dtype) if past_BDF is None else past_BDF[lane]
        joined_NF = np.concatenate([past_DF, x_NF[start : start + rows]])
        pasts.append(joined_NF[len(joined_NF) - len(past_DF) :])
        start += rows
    return np.stack(pasts)


def nothing_past(delays_F: Sequence[int], before_F: Array, dtype: Any) -> Array:
    """The rows before a sequence began, `(D, F)`."""
    return np.tile(before_F.astype(dtype), (max(delays_F, default=0), 1))


def _pairs(text: str) -> list[tuple[str, int]]:
    pairs = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, equals, rows = part.rpartition("=")
        if not equals or not rows.strip().isdecimal():
            raise _wrong(text)
        pairs.append((name.strip(), int(rows)))
    return pairs


def _wrong(given: object) -> ArgumentError:
    return ArgumentError(
        f"delay must be rows of inputs, as u=60, each from 0 to {_MOST:,}, got {given!r}. Name the input, "
        "then the rows by which it acts late."
    )
