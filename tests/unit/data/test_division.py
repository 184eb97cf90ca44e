import numpy as np
import pytest

from elman.data import Examples
from elman.data.division import Piece, divide, hide, take
from elman.errors import ArgumentError


def rows_of(pieces):
    return {(piece.sequence, row) for piece in pieces for row in range(piece.start, piece.stop)}


def test_a_few_sequences_give_their_tails():
    division = divide((10, 5, 1), 0.2)
    assert division.training == (Piece(0, 0, 8), Piece(1, 0, 4), Piece(2, 0, 1))
    assert division.validation == (Piece(0, 8, 10), Piece(1, 4, 5))
    assert division.follows == (0, 1)


@pytest.mark.parametrize(
    ("number", "share", "whole"), [(5, 0.2, 1), (40, 0.2, 4), (40, 0.5, 10), (7, 0.9, 3)]
)
def test_of_many_sequences_some_validate_whole_and_as_many_their_second_half(number, share, whole):
    lengths = tuple(range(20, 20 + number))
    division = divide(lengths, share)
    new = [piece for piece in division.validation if piece.start == 0]
    going_on = [piece for piece in division.validation if piece.start]
    assert len(new) == len(going_on) == whole
    assert all(piece.stop == lengths[piece.sequence] for piece in division.validation)
    assert all(piece.start == lengths[piece.sequence] // 2 for piece in going_on)
    everything = {(k, row) for k, rows in enumerate(lengths) for row in range(rows)}
    assert rows_of(division.training) | rows_of(division.validation) == everything
    assert not rows_of(division.training) & rows_of(division.validation)
    for piece, before in zip(division.validation, division.follows, strict=True):
        if before is None:
            assert piece.start == 0
        else:
            assert division.training[before] == Piece(piece.sequence, 0, piece.start)


def test_alternating_kinds_of_sequences_are_both_held_out():
    division = divide((50,) * 40, 0.5)
    assert {piece.sequence % 2 for piece in division.validation if piece.start == 0} == {0, 1}


def test_one_long_sequence_among_short_ones_gives_tails_alone():
    assert all(piece.start for piece in divide((1000, 10, 10, 10, 10), 0.2).validation)


def test_named_sequences_validate_whole_and_nothing_else_does():
    division = divide((10, 20, 30), 0.2, held_out=[2])
    assert division.validation == (Piece(2, 0, 30),)
    assert division.training == (Piece(0, 0, 10), Piece(1, 0, 20))
    assert division.follows == (None,)
    with pytest.raises(ArgumentError, match="must leave a sequence to train on, got all 2"):
        divide((10, 20), 0.2, held_out=[0, 1])


def test_pieces_are_taken_in_order_and_hidden_rows_keep_their_inputs():
    x_NF = np.arange(9, dtype=np.float32).reshape(9, 1)
    examples = Examples(x_NF=x_NF, y_NO=-x_NF, lengths=(4, 5))
    taken = take(examples, [Piece(1, 2, 5), Piece(0, 0, 1)])
    assert taken.lengths == (3, 1)
    assert taken.x_NF[:, 0].tolist() == [6, 7, 8, 0]
    hidden = hide(examples, [Piece(1, 1, 3)])
    assert np.flatnonzero(np.isnan(hidden.y_NO[:, 0])).tolist() == [5, 6]
    assert hidden.x_NF is examples.x_NF
    assert np.isfinite(examples.y_NO).all()
