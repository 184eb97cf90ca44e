import numpy as np
import pytest

from elman.data import Examples, Sequences
from elman.errors import ArgumentError, UnknownNameError

VALUES = np.arange(12, dtype=np.float32).reshape(6, 2)
DATA = Sequences(names=("u", "y"), values_NC=VALUES, lengths=(1, 3, 2), ids=("a", "b", "c"))


def test_pieces_are_views_one_after_the_other():
    pieces = list(DATA)
    assert [len(piece_NC) for piece_NC in pieces] == [1, 3, 2]
    assert DATA.starts == (0, 1, 4)
    assert len(DATA) == 3
    np.testing.assert_array_equal(np.concatenate(pieces), VALUES)
    assert all(np.shares_memory(piece_NC, VALUES) for piece_NC in pieces)


def test_columns_are_copied_in_the_order_asked_for():
    y_u = DATA.columns(("y", "u"))
    np.testing.assert_array_equal(y_u, VALUES[:, ::-1])
    assert y_u.flags.c_contiguous
    assert not np.shares_memory(y_u, VALUES)
    with pytest.raises(UnknownNameError, match=r"^unknown column 'Y'\. Known: u, y\. Did you mean 'y'\?"):
        DATA.columns(("Y",))


@pytest.mark.parametrize(
    "wrong", [{"lengths": (1, 3)}, {"names": ("u",)}, {"ids": ("a", "b")}, {"values_NC": VALUES[1:]}]
)
def test_parts_that_do_not_fit(wrong):
    right = {"names": DATA.names, "values_NC": VALUES, "lengths": DATA.lengths, "ids": DATA.ids}
    with pytest.raises(ArgumentError, match=r"^values_NC must have \d rows and \d columns, got "):
        Sequences(**(right | wrong))


def test_examples_come_in_pairs():
    examples = Examples(x_NF=VALUES, y_NO=-VALUES[:, :1], lengths=(2, 4))
    assert len(examples) == 2
    assert examples.num_rows == 6
    for x_TF, y_TO in examples:
        np.testing.assert_array_equal(x_TF[:, :1], -y_TO)
