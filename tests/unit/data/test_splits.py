import numpy as np
import pytest

from elman.data import Examples, Sequences, split_in_time
from elman.errors import ArgumentError


def sequences(*lengths):
    """One channel that counts the rows."""
    rows = sum(lengths)
    values_NC = np.arange(rows, dtype=np.float32).reshape(-1, 1)
    ids = tuple("abcdef"[: len(lengths)])
    return Sequences(names=("n",), values_NC=values_NC, lengths=lengths, ids=ids, notes=("a note",))


def test_the_last_part_of_each_sequence_validates():
    train, validation = split_in_time(sequences(10, 5), 0.2)
    assert [piece[:, 0].tolist() for piece in train] == [list(range(8)), [10, 11, 12, 13]]
    assert [piece[:, 0].tolist() for piece in validation] == [[8, 9], [14]]
    assert train.ids == validation.ids == ("a", "b")
    assert train.notes == ("a note",)


@pytest.mark.parametrize(("rows", "fraction", "last"), [(9, 0.3, 3), (11, 0.3, 3), (100, 0.2, 20)])
def test_the_fraction_is_rounded(rows, fraction, last):
    assert split_in_time(sequences(rows), fraction)[1].lengths == (last,)


def test_short_sequences():
    train, validation = split_in_time(sequences(1, 2, 3, 1), 0.1)
    assert train.lengths == (1, 1, 2, 1)
    assert train.ids == ("a", "b", "c", "d")
    assert validation.lengths == (1, 1)
    assert validation.ids == ("b", "c")
    assert validation.values_NC[:, 0].tolist() == [2, 5]
    assert split_in_time(sequences(2), 0.9)[0].lengths == (1,)


def test_examples_keep_inputs_beside_targets():
    x_NF = np.arange(12, dtype=np.float32).reshape(6, 2)
    train, validation = split_in_time(Examples(x_NF=x_NF, y_NO=-x_NF[:, :1], lengths=(4, 2)), 0.5)
    assert train.lengths == (2, 1)
    assert validation.lengths == (2, 1)
    np.testing.assert_array_equal(validation.x_NF, x_NF[[2, 3, 5]])
    np.testing.assert_array_equal(validation.y_NO, -x_NF[[2, 3, 5], :1])


def test_one_long_sequence_is_not_copied():
    data = sequences(10)
    for part in split_in_time(data, 0.3):
        assert np.shares_memory(part.values_NC, data.values_NC)


@pytest.mark.parametrize("fraction", [0.0, 1.0, -0.1, 1.5, float("nan")])
def test_wrong_fraction(fraction):
    with pytest.raises(ArgumentError, match=r"^fraction must be between 0 and 1, got "):
        split_in_time(sequences(10), fraction)


def test_nothing_to_split():
    with pytest.raises(
        ArgumentError, match=r"^a sequence must have at least 2 rows to be split, got 2 sequences"
    ):
        split_in_time(sequences(1, 1), 0.5)
