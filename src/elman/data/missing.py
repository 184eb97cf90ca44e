"""What stands in for a missing input: a policy with a name, which is stored with the model."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from elman.arrays import Array
from elman.data import filling
from elman.errors import DataError

Policy = Callable[[Array, Sequence[int], Sequence[str], Array | None], tuple[str, ...]]
"""Fills scaled inputs `x_NF` in place, sequence by sequence (lengths), and says what it did (names for the
sentences). The last array, `held_BF`, has the last known inputs of each sequence before these rows, scaled,
NaN where none was known. None: the sequences begin here."""


def hold(
    x_NF: Array, lengths: Sequence[int], names: Sequence[str], held_BF: Array | None = None
) -> tuple[str, ...]:
    """The last known value is held; before the first known value the scaling's centre, 0, stands.

    So nothing is taken from later rows, and a sequence cut in two is filled as the whole one.

    Raises:
        DataError: an input is missing throughout a sequence that begins here.
    """
    after = np.zeros(len(names), np.int64)
    leading = np.zeros(len(names), np.int64)
    for number, start, stop in _pieces(lengths):
        piece_NF = x_NF[start:stop]
        for column in np.flatnonzero(np.isnan(piece_NF).any(axis=0)).tolist():
            missing_N = np.isnan(piece_NF[:, column])
            if held_BF is None and missing_N.all():
                raise _missing_throughout(names[column], number, len(lengths))
            before = np.nan if held_BF is None else float(held_BF[number, column])
            unknown = not np.isfinite(before)
            num_leading = int(np.logical_and.accumulate(missing_N).sum()) if unknown else 0
            leading[column] += num_leading
            after[column] += int(missing_N.sum()) - num_leading
            piece_NF[:, column] = filling.hold(piece_NF[:, column], 0.0 if unknown else before)
    return tuple(_notes(names, after, leading))


def refuse(
    x_NF: Array, lengths: Sequence[int], names: Sequence[str], held_BF: Array | None = None
) -> tuple[str, ...]:
    """No input may be missing.

    Raises:
        DataError: one is.
    """
    for number, start, stop in _pieces(lengths):
        missing_NF = np.isnan(x_NF[start:stop])
        if missing_NF.any():
            row, column = (int(place) for place in np.argwhere(missing_NF)[0])
            raise DataError(
                f"input {names[column]!r} must have a value in every row, and it has none in row {row} of "
                f"sequence {number + 1} ({int(np.isnan(x_NF).sum())} such in all). "
                "Fill it in, or choose the policy hold."
            )
    return ()


MISSING_POLICIES: Mapping[str, Policy] = {"error": refuse, "hold": hold}
"""Every policy by its name."""


def _pieces(lengths: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Number, first row and end of each sequence."""
    start = 0
    for number, length in enumerate(lengths):
        yield number, start, start + length
        start += length


def _notes(names: Sequence[str], held: Array, leading: Array) -> Iterator[str]:
    for name, after, before in zip(names, held, leading, strict=True):
        if after:
            yield f"Input {name!r} is missing {after} times; the last known value was held."
        if before:
            yield f"Input {name!r} begins with {before} missing values; the scaling's centre stands for them."


def _missing_throughout(name: str, number: int, num_sequences: int) -> DataError:
    where = f" in sequence {number + 1} (of {num_sequences})" if num_sequences > 1 else ""
    return DataError(
        f"input {name!r} must have a value somewhere, and it is missing throughout{where}. "
        "Leave it out, or choose other rows."
    )
