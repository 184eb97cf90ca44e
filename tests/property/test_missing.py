import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from elman.data import MISSING_POLICIES

cell = st.integers(-9, 9).map(float) | st.just(float("nan"))
sequence = st.lists(cell, min_size=1, max_size=20).filter(lambda cells: not np.isnan(cells).all())


def held(cells, before=None):
    x_NF = np.array(cells, np.float32)[:, None]
    held_BF = None if before is None else np.array([[before]], np.float32)
    MISSING_POLICIES["hold"](x_NF, (len(cells),), ("u",), held_BF)
    return x_NF[:, 0]


@given(sequence, st.lists(cell, min_size=1, max_size=10))
def test_a_sequence_cut_in_two_is_filled_as_the_whole_one(past, future):
    whole_N, past_N = held(past + future), held(past)
    np.testing.assert_array_equal(whole_N[: len(past)], past_N)
    np.testing.assert_array_equal(whole_N[len(past) :], held(future, before=past_N[-1]))


@given(sequence)
def test_known_values_stay_and_every_other_is_the_one_before(cells):
    filled_N = held(cells)
    assert np.isfinite(filled_N).all()
    first = next(place for place, value in enumerate(cells) if not np.isnan(value))
    assert (filled_N[:first] == 0).all()
    for place in range(first, len(cells)):
        assert filled_N[place] == (filled_N[place - 1] if np.isnan(cells[place]) else cells[place])


@given(st.lists(sequence, min_size=1, max_size=5))
def test_sequences_are_held_apart(sequences):
    x_NF = np.concatenate([np.array(cells, np.float32) for cells in sequences])[:, None]
    MISSING_POLICIES["hold"](x_NF, [len(cells) for cells in sequences], ("u",))
    np.testing.assert_array_equal(x_NF[:, 0], np.concatenate([held(cells) for cells in sequences]))
