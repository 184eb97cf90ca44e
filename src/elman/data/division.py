"""Which rows train and which validate: whole sequences, and tails of sequences."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

import numpy as np

from elman.arrays import Array
from elman.data.examples import Examples
from elman.data.sequences import Sequences
from elman.errors import ArgumentError

Rowwise = TypeVar("Rowwise", Sequences, Examples)

MANY_SEQUENCES = 5
"""From so many on whole sequences are held out, and the start of a sequence is a thing that repeats."""


class Piece(NamedTuple):
    """Rows of one sequence, counted from its first one."""

    sequence: int
    start: int
    stop: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Division:
    """Training and validation parts of some sequences."""

    training: tuple[Piece, ...]
    """At most one piece of each sequence, from its first row on."""
    validation: tuple[Piece, ...]
    """At most one piece of each sequence."""
    hidden: tuple[Piece, ...] = ()
    """Training rows whose targets are not learned, because they stand in the validation part as well."""
    notes: tuple[str, ...] = ()
    """What was found and done."""

    @property
    def follows(self) -> tuple[int | None, ...]:
        """For each validation piece the training piece that it goes on from; None: it begins its sequence."""
        place = {piece.sequence: number for number, piece in enumerate(self.training)}
        return tuple(place.get(piece.sequence) if piece.start else None for piece in self.validation)


def divide(lengths: Sequence[int], share: float, *, held_out: Collection[int] = ()) -> Division:
    """Chooses what validates, before anything is learned.

    Of a few sequences the last part of each, `round(rows * share)` rows, at least 1 and at most all but
    one. Of many sequences a tenth (half of the share) are held out whole, and as many give their second
    half: so the score sees new sequences as well as sequences that go on, and training sees ends of
    sequences. Which ones is drawn once for all, and does not depend on a seed. Where one sequence has
    half of all rows, there are tails alone.

    Args:
        lengths: rows of each sequence.
        share: how much validates, between 0 and 1.
        held_out: the sequences to hold out whole, and nothing else; none: chosen here.

    Raises:
        ArgumentError: share is not between 0 and 1, no sequence has two rows, or nothing is left to train on.
    """
    if held_out:
        return _whole(lengths, held_out)
    check_divisible(lengths, share)
    if len(lengths) < MANY_SEQUENCES or 2 * max(lengths) > sum(lengths):
        return tails(lengths, share)
    return _wholes_and_halves(lengths, share)


def check_divisible(lengths: Sequence[int], share: float) -> float:
    """The share, if such a part of the sequences can be cut off.

    Raises:
        ArgumentError: share is not between 0 and 1, or no sequence has two rows.
    """
    if not 0 < share < 1:
        raise ArgumentError(f"fraction must be between 0 and 1, got {share}. The customary value is 0.2.")
    if max(lengths, default=0) < 2:
        raise ArgumentError(
            f"a sequence must have at least 2 rows to be split, got {len(lengths)} sequences with "
            "at most 1 row each. Give more rows, or another id column."
        )
    return share


def tails(lengths: Sequence[int], share: float) -> Division:
    """The last part of each sequence validates; a sequence of one row trains whole."""
    last = [min(max(round(rows * share), 1), rows - 1) for rows in lengths]
    cuts = [
        (number, rows - held, rows) for number, (rows, held) in enumerate(zip(lengths, last, strict=True))
    ]
    return Division(
        training=tuple(Piece(number, 0, cut) for number, cut, _ in cuts if cut),
        validation=tuple(Piece(number, cut, rows) for number, cut, rows in cuts if cut < rows),
    )


def take(data: Rowwise, pieces: Sequence[Piece]) -> Rowwise:
    """These pieces, each a sequence; one piece is a view, so that a long sequence is not copied."""
    first = np.cumsum([0, *data.lengths])
    rows = [
        slice(first[piece.sequence] + piece.start, first[piece.sequence] + piece.stop) for piece in pieces
    ]
    lengths = tuple(piece.stop - piece.start for piece in pieces)
    if isinstance(data, Examples):
        return replace(data, x_NF=_rows(data.x_NF, rows), y_NO=_rows(data.y_NO, rows), lengths=lengths)
    numbers = [piece.sequence for piece in pieces]
    ids = tuple(data.ids[number] for number in numbers)
    places = data.places and data.places.of_rows(rows, numbers)
    return replace(data, values_NC=_rows(data.values_NC, rows), lengths=lengths, ids=ids, places=places)


def hide(examples: Examples, pieces: Sequence[Piece]) -> Examples:
    """The same examples without the targets of these rows."""
    if not pieces:
        return examples
    first, y_NO = np.cumsum([0, *examples.lengths]), examples.y_NO.copy()
    for sequence, start, stop in pieces:
        y_NO[first[sequence] + start : first[sequence] + stop] = np.nan
    return replace(examples, y_NO=y_NO)


def _whole(lengths: Sequence[int], held_out: Collection[int]) -> Division:
    training = tuple(Piece(number, 0, rows) for number, rows in enumerate(lengths) if number not in held_out)
    if not training:
        raise ArgumentError(
            f"validation must leave a sequence to train on, got all {len(lengths)}. Hold out fewer."
        )
    return Division(
        training=training,
        validation=tuple(Piece(number, 0, lengths[number]) for number in sorted(held_out)),
    )


def _wholes_and_halves(lengths: Sequence[int], share: float) -> Division:
    count = max(1, round(share * len(lengths) / 2))
    drawn = np.random.Generator(np.random.Philox(len(lengths))).permutation(len(lengths)).tolist()
    whole, halved = set(drawn[:count]), {n for n in drawn[count : 2 * count] if lengths[n] > 1}
    cut = {n: 0 if n in whole else rows // 2 if n in halved else rows for n, rows in enumerate(lengths)}
    return Division(
        training=tuple(Piece(n, 0, stop) for n, stop in cut.items() if stop),
        validation=tuple(Piece(n, cut[n], rows) for n, rows in enumerate(lengths) if cut[n] < rows),
    )


def _rows(values_NC: Array, pieces: Sequence[slice]) -> Array:
    cut = [values_NC[piece] for piece in pieces]
    return cut[0] if len(cut) == 1 else np.concatenate(cut)
